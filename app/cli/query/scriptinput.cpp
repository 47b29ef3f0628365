// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/query/scriptinput.h"

#include "base/plainfile.h"
#include "cli/terminal/tr.h"

#include <QFile>

using namespace Qt::StringLiterals;

namespace howdah::cli {

Result<QByteArray> readScript(const QString &path, const QString &command)
{
    if (!command.isEmpty())
        return command.toUtf8();
    if (path != "-"_L1)
        return readPlainFile(path);
    QFile file;
    if (!file.open(stdin, QIODevice::ReadOnly))
        return fail(ErrorKind::Io, tr("%1 cannot be read: %2").arg(tr("standard input"), file.errorString()));
    QByteArray bytes = file.read(fileSizeLimit() + 1);
    if (bytes.size() > fileSizeLimit())
        return fail(
            ErrorKind::Invalid,
            tr("%1 cannot be read: %2")
                .arg(tr("standard input"), tr("it is larger than %1 MB").arg(fileSizeLimit() >> 20)),
            tr("HOWDAH_FILE_LIMIT_MB sets another limit."));
    return bytes;
}

Result<query::ParameterValues> parameterValues(const QStringList &given, const QStringList &nulls)
{
    using query::ParameterValue;
    query::ParameterValues values;
    for (const QString &word : given) {
        const qsizetype equals = word.indexOf(u'=');
        if (equals <= 0)
            return fail(
                ErrorKind::Usage, tr("\"%1\" is not a parameter with its value").arg(word),
                tr("Write name=value; --null name for NULL."));
        values.insert(word.first(equals), {ParameterValue::Kind::Text, word.sliced(equals + 1)});
    }
    for (const QString &name : nulls)
        values.insert(name, {ParameterValue::Kind::Null, {}});
    return values;
}

} // namespace howdah::cli
