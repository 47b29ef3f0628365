// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "migration/source/typeormname.h"

#include "migration/source/tr.h"

using namespace Qt::StringLiterals;

namespace howdah::migration {

constexpr qsizetype TimeDigits = 13;

// \w of a JavaScript pattern: ASCII only.
static bool isWord(QChar c)
{
    return (c >= u'a' && c <= u'z') || (c >= u'A' && c <= u'Z') || (c >= u'0' && c <= u'9') || c == u'_';
}

static bool isSeparator(QChar c) { return c == u'-' || c == u'_' || c.isSpace(); }

QString typeormClassName(const Version &version, const QString &name)
{
    const QString title = u' ' + name;
    QString result;
    for (qsizetype i = 0; i < title.size(); ++i) {
        const QChar c = title[i];
        if (isSeparator(c) && i + 1 < title.size() && isWord(title[i + 1]))
            result += title[++i].toUpper();
        else if (c.isLetterOrNumber() || c.isSurrogate() || c == u'_' || c == u'$')
            result += c;
    }
    return result + version.text();
}

void nameForTypeorm(Source &source)
{
    for (Migration &migration : source.migrations) {
        const QString className = typeormClassName(migration.version, migration.name);
        migration.version = Version::keyed(migration.version.text(), className).value_or(migration.version);
        const QString file = migration.up.file.isEmpty() && migration.down ? migration.down->file : migration.up.file;
        if (migration.version.text().size() != TimeDigits || migration.version.isZero())
            migration.problems.push_back(
                {ProblemKind::BadName, file, 0,
                 tr("%1 does not begin with a timestamp in milliseconds (13 digits), which TypeORM requires").arg(file),
                 true});
        else if (className[0].isDigit())
            migration.problems.push_back(
                {ProblemKind::BadName, file, 0,
                 tr("The name of %1 begins with a digit, so %2 cannot be a class name for TypeORM")
                     .arg(file, className),
                 true});
    }
}

} // namespace howdah::migration
