/**
 * The shapes of docs/openapi.json as TypeScript, so that `src/core/types.ts` can be held against them.
 * It knows what our document says and nothing more of JSON Schema; openapi-typescript would ask for a
 * compiler older than ours.
 */

interface Schema {
  $ref?: string;
  type?: string | readonly string[];
  const?: unknown;
  enum?: readonly unknown[];
  anyOf?: readonly Schema[];
  oneOf?: readonly Schema[];
  items?: Schema;
  properties?: Readonly<Record<string, Schema>>;
  required?: readonly string[];
}

const plain: Readonly<Record<string, string>> = {
  string: 'string',
  integer: 'number',
  boolean: 'boolean',
  null: 'null',
};

function objectOf({ properties, required = [] }: Schema): string {
  if (!properties) return 'Record<string, unknown>';
  const fields = Object.entries(properties).map(
    ([name, schema]) => `${name}${required.includes(name) ? '' : '?'}: ${typeOf(schema)};`,
  );
  return `{ ${fields.join(' ')} }`;
}

/** One schema as a type. */
export function typeOf(schema: Schema): string {
  if (schema.$ref) return `Shapes['${schema.$ref.split('/').pop()}']`;
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum) return schema.enum.map((word) => JSON.stringify(word)).join(' | ');
  if (Array.isArray(schema.type)) return schema.type.map((type) => typeOf({ ...schema, type })).join(' | ');
  if (schema.type === 'array') return `(${typeOf(schema.items ?? {})})[]`;
  if (schema.type === 'object') return objectOf(schema);
  const ways = schema.anyOf ?? schema.oneOf;
  if (ways) return ways.map(typeOf).join(' | ');
  return plain[String(schema.type)] ?? 'unknown';
}

/** All shapes of the document as one interface. */
export function shapesOf(document: { components: { schemas: Readonly<Record<string, Schema>> } }): string {
  const shapes = Object.entries(document.components.schemas);
  const lines = shapes.map(([name, schema]) => `  '${name}': ${typeOf(schema)};\n`);
  return `// Written from docs/openapi.json by test/wire.test.ts: npx vitest run test/wire.test.ts -u\n\nexport interface Shapes {\n${lines.join('')}}\n`;
}
