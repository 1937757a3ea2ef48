import type { EnvironmentContext, JestEnvironmentConfig } from '@jest/environment';
import NodeEnvironment from 'jest-environment-node';

/** What Jest leaves on the global object of a spec file, and would take for that of the next one. */
const LEFT_BEHIND = ['EVENT_HANDLERS', 'TEST_TIMEOUT_SYMBOL', 'RETRY_TIMES', 'RETRY_TIMES_SETTER'].map((name) =>
  Symbol.for(name),
);

/** Spec files run in the one global scope of their worker, where the modules are that they share. */
export default class SharedEnvironment extends NodeEnvironment {
  private readonly before = { console: globalThis.console, exit: process.exit };

  constructor(config: JestEnvironmentConfig, context: EnvironmentContext) {
    super(config, context);
    this.global = globalThis as unknown as typeof this.global;
  }

  override async teardown(): Promise<void> {
    for (const left of LEFT_BEHIND) Reflect.deleteProperty(globalThis, left);
    globalThis.console = this.before.console;
    process.exit = this.before.exit;
    await super.teardown();
  }
}
