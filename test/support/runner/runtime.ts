import { createRequire } from 'node:module';
import { compileFunction } from 'node:vm';
import Runtime from 'jest-runtime';

/** The part of Jest that turns the source of a spec file into a function, which it knows by no public name. */
interface Executor {
  injectedModuleParameters: string[];
  compile(source: string, filename: string): unknown;
}

/**
 * What spec files import is loaded once a worker, by Node: Jest would load and compile all modules of the server, and of the
 * packages that it stands on, anew for each spec file. It needs them to keep no state of their own, which ours do not.
 */
export default class SharedRuntime extends Runtime {
  constructor(...options: ConstructorParameters<typeof Runtime>) {
    super(...options);
    const { executor } = this as unknown as { executor: Executor };
    executor.compile = (source, filename) => compileFunction(source, executor.injectedModuleParameters, { filename });
  }

  override requireModuleOrMock<T>(from: string, name: string): T {
    return createRequire(from)(name) as T;
  }
}
