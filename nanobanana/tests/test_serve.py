import socket
from argparse import ArgumentParser
from pathlib import Path

import pytest
from django.core.management import CommandError, load_command_class
from pytest_django.fixtures import Settings

from nanobanana.serving.supervisor import bind
from nanobanana.tests.commanding import run


def serve_parser() -> ArgumentParser:
    return load_command_class("nanobanana", "serve").create_parser("manage.py", "serve")


def test_serve_names_its_options() -> None:
    shown = serve_parser().format_help()
    for option in ("--host HOST", "--port PORT", "--web WEB", "--workers WORKERS"):
        assert option in shown


def test_serve_reads_its_options() -> None:
    def read(*arguments: str) -> tuple[str, int, int, int]:
        given = serve_parser().parse_args(list(arguments))
        return given.host, given.port, given.web, given.workers

    assert read() == ("127.0.0.1", 8000, 1, 2)
    words = ["--host", "0.0.0.0", "--port", "0", "--web", "3", "--workers", "4"]
    assert read(*words) == ("0.0.0.0", 0, 3, 4)


@pytest.mark.parametrize("given", ["inf", "nan", "-1", "soon", "86400"])
@pytest.mark.parametrize("option", ["--grace", "--finish"])
def test_times_are_finite(given: str, option: str) -> None:
    with pytest.raises(CommandError, match=f"argument {option}: invalid seconds value"):
        serve_parser().parse_args([f"{option}={given}"])


def test_serve_on_a_taken_port_says_what_to_do() -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with pytest.raises(CommandError) as caught:
            run("serve", "--port", str(port), "--web", "0", "--workers", "0")
    assert str(caught.value) == (
        f"Cannot listen on 127.0.0.1:{port}: Address already in use. "
        "Choose another with --port, or PORT=… make run."
    )


def test_serve_without_a_folder_for_pictures_says_what_to_do(
    settings: Settings, tmp_path: Path
) -> None:
    (tmp_path / "a file").write_text("in the way")
    settings.MEDIA_ROOT = tmp_path / "a file"
    with pytest.raises(CommandError) as caught:
        run("serve", "--port", "0", "--web", "0", "--workers", "0")
    assert str(caught.value) == (
        f"Cannot keep pictures in {tmp_path}/a file: Not a directory. Set UPLOAD_PATH to a folder "
        "that can be written."
    )


def test_answers_do_not_wait_for_acknowledgements() -> None:
    """Accepted connections inherit it from the listening socket."""
    with bind("127.0.0.1", 0) as listener:
        listener.listen()
        with socket.create_connection(listener.getsockname()):
            accepted, _ = listener.accept()
            with accepted:
                assert accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
