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
    return draftScriptMigration(
        session, folder, u"index "_s + freeName(candidate, before), indexMigrationSql(candidate, before).toUtf8(),
        before);
}

QString indexMigrationSql(const plan::IndexCandidate &candidate, const catalog::Catalog *before)
{
    return u"-- howdah: transaction off\n"_s + candidate.createSql(true, freeName(candidate, before)) + u";\n"_s;
}

Result<migration::NewMigration> writeIndexMigration(const ScriptMigration &draft)
{
    return writeScriptMigration(draft);
}

} // namespace howdah::operations
