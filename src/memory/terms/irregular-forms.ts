/** Base forms and the forms that a stemmer does not bring back to them. Forms that are words of their own are left out. */
const table = `
  become became|begin began begun|bend bent|bite bitten|blow blew blown|break broke broken|breed bred|bring brought
  build built|buy bought|catch caught|choose chose chosen|come came|creep crept|deal dealt|dig dug|draw drew drawn
  dream dreamt|drink drank drunk|drive drove driven|eat ate eaten|fall fell fallen|feed fed|feel felt|fight fought
  find found|fly flew flown|forget forgot forgotten|forgive forgave forgiven|freeze froze frozen|get got gotten
  give gave given|go went gone goes|grow grew grown|hang hung|hear heard|hide hid hidden|hold held|keep kept
  know knew known|lead led|learn learnt|leave left|lend lent|lose lost|make made|mean meant|meet met|mistake mistook
  mistaken|pay paid|ride rode ridden|ring rang rung|rise risen|run ran|say said|see saw seen|seek sought|sell sold
  send sent|shake shook shaken|shine shone|shoot shot|show shown|shrink shrank shrunk|sing sang sung|sink sank sunk
  sit sat|sleep slept|slide slid|speak spoke spoken|spend spent|spin spun|stand stood|steal stole stolen|stick stuck
  strike struck|swear swore sworn|sweep swept|swim swam swum|swing swung|take took taken|teach taught|tear tore torn
  tell told|think thought|throw threw thrown|understand understood|wake woke woken|wear wore worn|weep wept|win won
  write wrote written|child children|foot feet|goose geese|half halves|knife knives|life lives|man men|mouse mice
  person people|shelf shelves|tooth teeth|wife wives|woman women|wolf wolves|index indices indexes|matrix matrices
  vertex vertices|datum data|criterion criteria|schema schemata|two 2|three 3|four 4|five 5|six 6|seven 7|eight 8
  nine 9|ten 10|eleven 11|twelve 12`;

const bases: ReadonlyMap<string, string> = new Map(
  table
    .trim()
    .split(/\||\n/)
    .map((entry) => entry.trim().split(' '))
    .flatMap(([base, ...forms]) => forms.map((form): [string, string] => [form, base])),
);

/** The form of an English word, in small letters, that stands in for all of its irregular ones. */
export const baseForm = (word: string): string => bases.get(word) ?? word;
