"""Commands are loaded when they are asked for, and every one can be asked for."""

import subprocess
import sys
from importlib import import_module
from pkgutil import iter_modules

import infra.commands
from infra.cli import PLACES


def test_every_command_has_its_place() -> None:
    modules = [import_module(f"infra.commands.{each.name}") for each in iter_modules(infra.commands.__path__)]
    there = {
        module.__name__.rpartition(".")[2]: tuple(command.name for command in module.COMMANDS)
        for module in modules
        if hasattr(module, "COMMANDS")
    }
    assert there == PLACES


def test_a_small_command_loads_no_pages() -> None:
    program = "import sys; from infra.cli import main; main(['token', '--help'], standalone_mode=False); print(*sys.modules)"
    said = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True).stdout
    assert "infra.commands.people" in said.split()
    assert {"admin_ui.routes", "delivery.api.routes", "uvicorn"}.isdisjoint(said.split())
