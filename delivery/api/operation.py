"""One operation of the API as a value: what the router runs and what the documentation shows."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Concatenate, ParamSpec, TypeVar

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from dam.accounts.caller import Caller
from dam.core import Core
from delivery.api.body import read_json
from delivery.api.params import Parameter, Query
from delivery.api.schemas import Schema
from delivery.house import House

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Call:
    """One request, identified and with its address read; the body is still to come."""

    request: Request
    operation: "Operation"
    house: House
    caller: Caller
    query: Query

    def path(self, name: str) -> str:
        """Return a part of the address, as `asset_id` in `/assets/{asset_id}`."""
        return str(self.request.path_params[name])

    async def json(self) -> dict[str, object]:
        """Read the body as the JSON object that the operation declares."""
        assert self.operation.body is not None
        return await read_json(self.request, self.operation.body, self.house.settings.max_json_bytes)

    async def run(
        self,
        function: Callable[Concatenate[Core, Caller, Arguments], Result],
        *args: Arguments.args,
        **kwargs: Arguments.kwargs,
    ) -> Result:
        """Run a core function in a thread, on behalf of the caller."""
        return await run_in_threadpool(function, self.house.core, self.caller, *args, **kwargs)


Handler = Callable[[Call], Awaitable[Response]]


@dataclass(frozen=True, slots=True)
class Operation:
    """`path` is below `/api/v1`; `answers` maps each good status to the schema of its body, None for no body.

    `is_public` operations are answered to anybody; all others identify the caller before the body is read. What
    `has_table` answers `Accept: text/csv` with a table. `headers` stand on every answer, problems included.
    """

    method: str
    path: str
    handler: Handler
    group: str
    summary: str
    answers: Mapping[int, Schema | None]
    query: tuple[Parameter, ...] = ()
    body: Schema | None = None
    body_type: str = "application/json"
    answer_type: str = "application/json"
    has_table: bool = False
    is_public: bool = False
    problems: tuple[int, ...] = ()
    headers: Mapping[str, str] = field(default_factory=dict)
