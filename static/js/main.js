// What every page brings along: the custom elements around its markup.
import "./elements/nb-compare.js";
import "./elements/nb-copy.js";
import "./elements/nb-viewer.js";
import "./elements/nb-share.js";
import "./elements/trouble.js";
