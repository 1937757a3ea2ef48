import { getMetadataStorage, type MetadataStorage } from 'class-validator';

type LookUp = MetadataStorage['getTargetValidationMetadatas'];

const remembering = new WeakSet<MetadataStorage>();

/**
 * Has class-validator look up the rules of a class once: it goes through those of all classes for every object that it
 * validates, 8 % of what a recall costs in Node. Its storage belongs to the whole process, so only a server of our own does
 * this; hosts of the modules keep theirs as it is.
 */
export function rememberRules(storage = getMetadataStorage()): void {
  if (remembering.has(storage)) return;
  remembering.add(storage);
  const lookUp: LookUp = storage.getTargetValidationMetadatas.bind(storage);
  const add: MetadataStorage['addValidationMetadata'] = storage.addValidationMetadata.bind(storage);
  let known = new WeakMap<Function, Map<string, ReturnType<LookUp>>>();

  storage.getTargetValidationMetadatas = (target, ...options) => {
    // Of what was sent with a member `constructor`, that may be anything.
    if (typeof target !== 'function') return lookUp(target, ...options);
    const ways = known.get(target) ?? new Map<string, ReturnType<LookUp>>();
    known.set(target, ways);
    const way = JSON.stringify(options);
    const rules = ways.get(way) ?? lookUp(target, ...options);
    ways.set(way, rules);
    return rules;
  };
  storage.addValidationMetadata = (metadata) => {
    known = new WeakMap();
    add(metadata);
  };
}
