import { climb } from './ladder';
import { titleOf } from './markdown';
import { cleanText, ProblemList, stemOf, type Parsed, type Source } from './parsed';
import { extraOf, flagOf, isMap, listOf, mapOf, textOf, type Plain, type PlainMap } from './values';

/** A document template. Files refer to it by its file name, seldom by its own id. */
export interface TemplateBody {
  readonly template_id: string | null;
  readonly name: string;
  /** As written: `2.0` stays `2.0`. */
  readonly version: string | null;
  readonly output: { readonly format: string | null; readonly filename: string | null; readonly title: string | null };
  readonly workflow: { readonly mode: string | null; readonly elicitation: string | null };
  readonly sections: readonly TemplateSection[];
  readonly extra: PlainMap;
  /** The whole file, for the Markdown templates of releases up to 4.27; null for the others. */
  readonly text: string | null;
}

export interface TemplateSection {
  readonly id: string | null;
  readonly title: string | null;
  readonly type: string | null;
  readonly instruction: string | null;
  readonly template: string | null;
  readonly elicit: boolean;
  readonly repeatable: boolean;
  readonly condition: string | null;
  readonly owner: string | null;
  readonly editors: readonly string[];
  readonly sections: readonly TemplateSection[];
  /** `choices`, `columns`, `items`, `examples` and every other key. */
  readonly extra: PlainMap;
}

const SECTION_KEYS = [
  'id',
  'title',
  'type',
  'instruction',
  'template',
  'elicit',
  'repeatable',
  'condition',
  'owner',
  'editors',
  'sections',
];

/** Reads a template: YAML, or Markdown in older releases. Never throws on content. */
export function parseTemplate({ file, text: raw }: Source): Parsed<TemplateBody> {
  const problems = new ProblemList(file);
  const text = cleanText(raw);
  if (/\.md$/i.test(file)) return { body: markdownTemplate(file, text), problems: problems.all, tier: 1 };
  const { data, tier } = climb(text, 1, problems);
  if (!isMap(data) || (!isMap(data.template) && data.sections === undefined)) {
    problems.error('no template: neither a "template:" map nor "sections"');
    return { body: null, problems: problems.all, tier };
  }
  return { body: templateOf(data, mapOf(data.template), file), problems: problems.all, tier };
}

function templateOf(data: PlainMap, template: PlainMap, file: string): TemplateBody {
  const output = mapOf(template.output);
  const workflow = mapOf(data.workflow);
  return {
    template_id: textOf(template.id),
    name: textOf(template.name) ?? stemOf(file),
    version: textOf(template.version),
    output: { format: textOf(output.format), filename: textOf(output.filename), title: textOf(output.title) },
    workflow: { mode: textOf(workflow.mode), elicitation: textOf(workflow.elicitation) },
    sections: sectionsOf(data.sections),
    extra: {
      ...extraOf(data, ['template', 'workflow', 'sections']),
      ...extraOf(template, ['id', 'name', 'version', 'output']),
    },
    text: null,
  };
}

function markdownTemplate(file: string, text: string): TemplateBody {
  return {
    template_id: null,
    name: titleOf(text.split('\n')) ?? stemOf(file),
    version: null,
    output: { format: 'markdown', filename: null, title: null },
    workflow: { mode: null, elicitation: null },
    sections: [],
    extra: {},
    text,
  };
}

function sectionsOf(value: Plain | undefined): TemplateSection[] {
  return Array.isArray(value) ? value.filter(isMap).map(sectionOf) : [];
}

function sectionOf(section: PlainMap): TemplateSection {
  return {
    id: textOf(section.id),
    title: textOf(section.title),
    type: textOf(section.type),
    instruction: textOf(section.instruction),
    template: textOf(section.template),
    elicit: flagOf(section.elicit),
    repeatable: flagOf(section.repeatable),
    condition: textOf(section.condition),
    owner: textOf(section.owner),
    editors: listOf(section.editors),
    sections: sectionsOf(section.sections),
    extra: extraOf(section, SECTION_KEYS),
  };
}
