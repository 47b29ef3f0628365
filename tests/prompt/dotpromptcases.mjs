// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
// Templates by chance, with what npm's dotprompt makes of them, for tst_prompt_dotprompt:
//   npm install dotprompt
//   node dotpromptcases.mjs SEED COUNT cases.json && HOWDAH_DOTPROMPT_CASES=cases.json tst_prompt_dotprompt
import { Dotprompt } from 'dotprompt';
import { writeFileSync } from 'node:fs';

let seed = Number(process.argv[2] ?? 1);
const count = Number(process.argv[3] ?? 1000);
const upTo = n => ((seed = (Math.imul(seed, 1103515245) + 12345) & 0x7fffffff) >>> 8) % n;
const oneOf = list => list[upTo(list.length)];

const data = {
    a: 'AA', b: 'BB', n: 3.5, t: true, f: false, zero: 0, s: 'user', e: [],
    o: { x: 'ox', y: [1, { k: 'v' }], name: 'on' }, l: ['p', 'q', 'r'], ol: [{ name: 'n1', x: 1 }, { name: 'n2' }],
};
const partials = { p: '[P{{a}}{{x}}\n]', q: 'Q{{x}}{{#each y}}\n-{{this}}{{/each}}\n' };
const paths = ['a', 'b', 'o.x', 'o.y', 'l', 'o', 'this', '.', '../a', '../../b', '@root.a', '@index', '@key', '@first',
    '@last', 'l.[0]', 'l.[1]', 'n', 't', 'f', 's', 'this.x', './a', 'o.[x]', 'none', 'none.x', '@state.v', 'e', 'z', 'ol',
    'this.name', '../o.x', 'l.length', 's.length', 's.[0]', 'l.1'];
const literals = ['"q"', "'q'", '1', '0', '-2.5', 'true', 'false', 'null', 'undefined', '"a b"'];
const calls = ['json o', 'json this indent=2', 'json none', 'lookup o "x"', 'lookup l 0', 'lookup this @index'];
const texts = ['x', ' ', '\n', '  ', '\n\n', 'word ', ' - ', '\n  ', 'A\nB', '{', '}', '{ }', '\t', '.', '"', '\\', '$&'];
const marks = ['{{role "system"}}', '{{role "user"}}', "{{ role 'model' }}", '{{history}}', '{{section "code"}}',
    '{{media url="http://x"}}', '{{role s}}', '{{> p}}', '{{> p x=a}}', '{{> q o}}', '\n  {{> p}}\n', '{{! c }}',
    '{{!-- {{x}} --}}', '{{~! c ~}}', '.{{it}}', '.{{ix}}', '.{{it.name}}', '\\{{a}}', '\\\\{{a}}', '\\{{a}} {{b}}'];
const strip = () => (upTo(8) === 0 ? '~' : '');
const value = () => (upTo(6) === 0 ? '(lookup o "x")' : upTo(5) === 0 ? oneOf(literals) : oneOf(paths));

// After a text always, as Handlebars adds up numbers that nothing precedes.
function mark() {
    const inner = upTo(10) < 6 ? oneOf(paths) : upTo(4) === 0 ? oneOf(literals) : oneOf(calls);
    const form = upTo(12);
    return form === 0 ? `{{{${inner}}}}` : form === 1 ? `{{& ${inner}}}` : `{{${strip()}${inner}${strip()}}}`;
}

function block(depth) {
    const [open, close] = oneOf([
        () => [`#if ${value()}${upTo(6) === 0 ? ' includeZero=true' : ''}`, 'if'],
        () => [`#unless ${value()}`, 'unless'],
        () => [`#each ${oneOf(['l', 'o', 'ol', 'none', '../l', 'this', 'e', 's'])}${upTo(4) === 0 ? ' as |it ix|' : ''}`, 'each'],
        () => [`#with ${oneOf(['o', 'none', 'l', 'a', '../o'])}`, 'with'],
        () => [`#ifEquals ${value()} ${value()}`, 'ifEquals'],
        () => [`#unlessEquals ${value()} ${value()}`, 'unlessEquals'],
        () => { const name = oneOf(['l', 'o', 't', 'none', 'a', 'n']); return [oneOf(['#', '^']) + name, name]; },
    ])();
    let text = `{{${strip()}${open}${strip()}}}${body(depth - 1)}`;
    if (!open.startsWith('^') && upTo(3) === 0) {
        if (upTo(3) === 0 && ['if', 'unless', 'each'].includes(close))
            text += `{{else if ${value()}}}${body(depth - 1)}`;
        text += oneOf(['{{else}}', '{{^}}', '{{~else~}}', '{{else~}}']) + body(depth - 1);
    }
    return `${text}{{${strip()}/${close}${strip()}}}`;
}

function body(depth) {
    let text = '';
    for (let i = 1 + upTo(5); i > 0; --i) {
        const kind = upTo(15);
        text += kind < 5 ? oneOf(texts) : kind < 9 ? '.' + mark() : kind < 11 && depth > 0 ? block(depth) : oneOf(marks);
    }
    return text;
}

const textOf = part => part.text ?? (part.media ? `[${part.media.url}]` : '');
const cases = [];
for (let i = 0; i < count; ++i) {
    const template = (upTo(4) === 0 ? '---\nmodel: m\n---\n' : '') + body(3);
    // As a text, which keeps the order of its members.
    const one = { template, data: JSON.stringify(data), partials, context: { state: { v: 'st' } } };
    try {
        const made = await new Dotprompt({ partials }).render(template, { input: data, context: one.context, messages: [] });
        one.messages = made.messages.map(message => `${message.role}:${message.content.map(textOf).join('')}`);
    } catch (error) {
        one.error = error.message;
    }
    cases.push(one);
}
writeFileSync(process.argv[4], JSON.stringify(cases));
