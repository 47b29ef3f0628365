// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
// The packages list the links between their libraries instead of holding them. Argument: the folder of a package.
import fs from 'node:fs';
import path from 'node:path';

const folder = path.resolve(process.argv[2]);
const own = path.join(folder, 'native') + path.sep;
for (const { source, target } of JSON.parse(fs.readFileSync(path.join(folder, 'native', 'pg-symlinks.json'), 'utf8'))) {
    const [from, to] = [path.resolve(folder, source), path.resolve(folder, target)];
    if (!from.startsWith(own) || !to.startsWith(own))
        throw new Error(`${target} -> ${source} leads out of the package`);
    fs.rmSync(to, { force: true });
    fs.symlinkSync(path.relative(path.dirname(to), from), to);
}
