"""One address of the API: chooses the operation by method, identifies, reads the address, answers or says what is wrong."""

from collections.abc import Iterable

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from dam.accounts.caller import ANONYMOUS
from dam.errors import NotFound
from delivery.api.answers import empty_answer
from delivery.api.operation import Call, Operation
from delivery.api.params import read_query
from delivery.api.problems import problem_of, wrong_method
from delivery.house import house_of
from delivery.identify import signed_caller


class Endpoint:
    """An ASGI application for every operation that shares one path."""

    def __init__(self, operations: Iterable[Operation]) -> None:
        self.operations = {operation.method: operation for operation in operations}
        if "GET" in self.operations:
            self.operations.setdefault("HEAD", self.operations["GET"])

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive, send)
        operation = self.operations.get(request.method)
        try:
            response = await self.answer(request, operation)
        except ClientDisconnect:
            return
        except Exception as error:
            response = problem_of(error)
        if operation is not None:
            response.headers.update(operation.headers)
        await response(scope, receive, send)

    async def answer(self, request: Request, operation: Operation | None) -> Response:
        """Answer one request; whatever is refused is raised."""
        if operation is None:
            return self.answer_other(request.method)
        if any("\x00" in str(part) for part in request.path_params.values()):
            raise NotFound("There is nothing at this address.")
        caller = ANONYMOUS if operation.is_public else await signed_caller(request)
        query = read_query(request.query_params, operation.query)
        return await operation.handler(Call(request, operation, house_of(request), caller, query))

    def answer_other(self, method: str) -> Response:
        """Answer a method that nothing was declared for."""
        allowed = sorted({*self.operations, "OPTIONS"})
        if method == "OPTIONS":
            return empty_answer(headers={"Allow": ", ".join(allowed)})
        return wrong_method(method, allowed)


async def answer_unknown(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer 404 for an address of the API that does not exist, whatever the method (an ASGI application)."""
    response = problem_of(NotFound(f"There is nothing at {scope['path']}; see /api/docs."))
    await response(scope, receive, send)
