/** One kind of secret and how it is told from other text. */
export interface SecretRule {
  /** What it is, for the refusal and the mask: `github-token`. */
  name: string;
  /** Its first group is the secret itself, or all that matches where there is none. */
  pattern: RegExp;
  /** Bits per character below which it is a placeholder or a word: `password = changeme`. */
  entropy?: number;
}

/** A name that says that what follows is secret, as in `DB_PASSWORD`, `apiKey`, `client-secret`. */
const NAME = String.raw`(?:pass(?:word|wd|phrase)?|pwd|secret|token(?!s)|api[_-]?key|access[_-]?key|private[_-]?key|auth[_-]?key|credentials?)`;
const value = (least: number) => String.raw`["'\x60]?([^\s"'\x60,;<>{}()\[\]$]{${least},200})`;

/** The formats that providers give their keys, and names that announce a secret. The special ones come first. */
export const secretRules: readonly SecretRule[] = [
  {
    name: 'private-key',
    pattern:
      /-----BEGIN (?:[A-Z0-9]+ ){0,3}PRIVATE KEY(?: BLOCK)?-----[\s\S]*?(?:-----END [A-Z0-9 ]*PRIVATE KEY(?: BLOCK)?-----|$)/g,
  },
  { name: 'nest-bmad-key', pattern: /\bbmad_[0-9a-f]{12}_[A-Za-z0-9_-]{43}/g },
  { name: 'aws-access-key', pattern: /\b(?:AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{16}\b/g },
  { name: 'github-token', pattern: /\b(?:gh[pousr]_[A-Za-z0-9]{36,255}|github_pat_[A-Za-z0-9_]{22,255})\b/g },
  { name: 'gitlab-token', pattern: /\bgl(?:pat|dt|rt|cbt|ptt|ft|soat)-[A-Za-z0-9_-]{20,}/g },
  { name: 'slack-token', pattern: /\bxox[abeoprs]-[A-Za-z0-9-]{10,}|\bxapp-\d-[A-Za-z0-9-]{10,}/g },
  { name: 'slack-webhook', pattern: /https:\/\/hooks\.slack\.com\/(?:services|workflows)\/[A-Za-z0-9/]{20,}/g },
  { name: 'stripe-key', pattern: /\b(?:sk|rk)_(?:live|test)_[A-Za-z0-9]{10,}|\bwhsec_[A-Za-z0-9]{20,}/g },
  { name: 'anthropic-key', pattern: /\bsk-ant-[A-Za-z0-9_-]{20,}/g },
  { name: 'openai-key', pattern: /\bsk-(?:proj-|svcacct-|admin-)?[A-Za-z0-9_-]{20,}/g, entropy: 3.5 },
  { name: 'google-api-key', pattern: /\bAIza[A-Za-z0-9_-]{35}/g },
  { name: 'google-oauth', pattern: /\bya29\.[A-Za-z0-9_-]{20,}|\bGOCSPX-[A-Za-z0-9_-]{20,}/g },
  { name: 'npm-token', pattern: /\bnpm_[A-Za-z0-9]{36}\b/g },
  { name: 'pypi-token', pattern: /\bpypi-[A-Za-z0-9_-]{50,}/g },
  { name: 'sendgrid-key', pattern: /\bSG\.[A-Za-z0-9_-]{16,32}\.[A-Za-z0-9_-]{32,64}/g },
  { name: 'twilio-key', pattern: /\bSK[0-9a-f]{32}\b/g },
  { name: 'telegram-token', pattern: /\b\d{8,10}:AA[A-Za-z0-9_-]{33}\b/g },
  { name: 'digitalocean-token', pattern: /\bdo[opr]_v1_[0-9a-f]{64}\b/g },
  { name: 'shopify-token', pattern: /\bshp(?:at|ca|pa|ss)_[0-9a-fA-F]{32}\b/g },
  { name: 'huggingface-token', pattern: /\bhf_[A-Za-z0-9]{30,}/g },
  { name: 'vault-token', pattern: /\bhv[bs]\.[A-Za-z0-9_-]{24,}/g },
  { name: 'azure-storage-key', pattern: /\bAccountKey=([A-Za-z0-9+/]{60,}={0,2})/g },
  { name: 'age-key', pattern: /\bAGE-SECRET-KEY-1[0-9A-Z]{50,}/g },
  { name: 'json-web-token', pattern: /\beyJ[A-Za-z0-9_-]{8,}\.eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}/g },
  { name: 'password-in-url', pattern: /\b[a-z][a-z0-9+.-]{1,20}:\/\/[^\s:/@]{0,100}:([^\s:/@<>{}$]{3,200})@[^\s/]/gi },
  { name: 'bearer-token', pattern: /\b(?:bearer|basic)\s+([A-Za-z0-9+/_.~-]{20,}={0,2})/gi, entropy: 3.5 },
  {
    name: 'named-secret',
    pattern: new RegExp(
      String.raw`(?<![A-Za-z])[\w.-]{0,40}${NAME}[\w.-]{0,20}["'\x60]?\s*(?::=|=>|[:=])\s*${value(6)}`,
      'gi',
    ),
    entropy: 2.3,
  },
  {
    name: 'named-secret',
    pattern: new RegExp(
      String.raw`\b(?:pass(?:word|wd|phrase)|pwd|api[ _-]?key|secret key)\s+(?:is|was)\s+${value(6)}`,
      'gi',
    ),
    entropy: 2.3,
  },
];
