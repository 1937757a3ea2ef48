import { ProtocolError, ProtocolErrorCode } from '@modelcontextprotocol/server';
import { problemOf } from '../../problems/problem-of';

/** A failure as an error of the protocol: a refusal says what is wrong, a fault of ours says nothing to the caller. */
export function rpcErrorOf(error: unknown, tell: (fault: unknown) => void): ProtocolError {
  if (error instanceof ProtocolError) return error;
  const problem = problemOf(error);
  if (!problem) {
    tell(error);
    return new ProtocolError(ProtocolErrorCode.InternalError, 'The server failed: a fault of its own.');
  }
  const { type, message, status, extras } = problem;
  const { allowed, suggestions } = extras;
  const code = status >= 500 ? ProtocolErrorCode.InternalError : ProtocolErrorCode.InvalidParams;
  return new ProtocolError(code, message, { problem: `urn:bmad:problem:${type}`, allowed, suggestions });
}
