import { Body, Controller, Delete, Get, Post, Req, Res, UseFilters, UseGuards } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Needs } from '../access/needs';
import { ProblemFilter } from '../access/problem.filter';
import { DEFAULT_PROJECT } from '../access/projects.service';
import type { Caller } from '../access/keys/caller';
import { ByCaller, InScope, PROJECT_HEADER, ScopeGuard } from '../access/scope.guard';
import type { Scope } from '../database/scope';
import { Problem } from '../problems/problem';
import { McpHttp } from './mcp-http.service';

/** The Model Context Protocol over Streamable HTTP. It is no part of the OpenAPI document: it describes itself. */
@Controller('mcp')
@UseGuards(ScopeGuard)
@Needs('READ')
@UseFilters(ProblemFilter)
@ApiExcludeController()
export class McpController {
  constructor(private readonly mcp: McpHttp) {}

  /** One message of the protocol */
  @Post()
  async post(
    @InScope() scope: Scope,
    @ByCaller() caller: Caller,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Body() body: unknown,
  ): Promise<void> {
    const own = caller.project?.key ?? DEFAULT_PROJECT;
    const project = String(request.headers[PROJECT_HEADER.toLowerCase()] ?? own);
    const answer = await this.mcp.answer(webRequest(request), body, { scope, project, caller });
    void reply.code(answer.status).headers(Object.fromEntries(answer.headers));
    await reply.send(await answer.text());
  }

  /** There is no stream to open */
  @Get()
  open(@Res({ passthrough: true }) reply: FastifyReply): never {
    throw notHere(reply);
  }

  /** There is no session to end */
  @Delete()
  end(@Res({ passthrough: true }) reply: FastifyReply): never {
    throw notHere(reply);
  }
}

function notHere(reply: FastifyReply): Problem {
  void reply.header('allow', 'POST');
  return new Problem('method-not-allowed', 405, 'Method Not Allowed', {
    detail: 'MCP is spoken by POST; this server keeps no sessions and opens no streams.',
    allowed: ['POST'],
  });
}

/** The head of a request as the protocol's library takes it; the body has been read already. */
function webRequest({ method, headers, url, raw }: FastifyRequest): Request {
  const gone = new AbortController();
  raw.once('aborted', () => gone.abort());
  const named = Object.entries(headers).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, String(value)] as [string, string]],
  );
  return new Request(new URL(url, 'http://localhost'), { method, headers: named, signal: gone.signal });
}
