// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "operations/proveindex/indexmigration.h"

using namespace Qt::StringLiterals;

namespace howdah::operations {

namespace {

// A name that no other relation of the schema has.
QString freeName(const plan::IndexCandidate &candidate, const catalog::Catalog *before)
{
    const QString wanted = candidate.name();
    if (!before)
        return wanted;
    QString name = wanted;
    const auto isTaken = [&] {
        return before->relation(candidate.schema, name)
            || std::ranges::any_of(before->indexes, [&](const auto &index) { return index.name == name; });
    };
    for (int i = 1; isTaken(); ++i) {
        QString stem = wanted;
        const QString end = QString::number(i);
        while ((stem + end).toUtf8().size() > 63)
            stem.chop(1);
        name = stem + end;
    }
    return name;
}

} // namespace

Result<ScriptMigration> draftIndexMigration(
    connection::Session *session, const QString &folder, const plan::IndexCandidate &candidate,
    const catalog::Catalog *before)
{
    const QString name = freeName(candidate, before);
    const QString sql = u"-- howdah: transaction off\n"_s + candidate.createSql(true, name) + u";\n"_s;
    return draftScriptMigration(session, folder, u"index "_s + name, sql.toUtf8(), before);
}

Result<migration::NewMigration> writeIndexMigration(const ScriptMigration &draft)
{
    return writeScriptMigration(draft);
}

} // namespace howdah::operations
