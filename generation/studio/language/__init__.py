"""From plain English to a plan: tokens, clauses, words with meanings, rules with slots."""
