// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "migration/history.h"

#include "migration/nativehistory.h"

#include <QCoreApplication>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::migration {

static QString tr(const char *text) { return QCoreApplication::translate("Migration", text); }

QString describe(const LockHolder &holder)
{
    QStringList parts{tr("pid %1").arg(holder.pid)};
    if (!holder.application.isEmpty())
        parts << holder.application;
    parts << tr("user %1").arg(holder.user);
    return parts.join(u", "_s);
}

const Record *History::find(const Version &version) const
{
    const auto found = std::ranges::find(records, version, &Record::version);
    return found != records.end() ? &*found : nullptr;
}

Result<std::unique_ptr<Dialect>> makeDialect(const QString &name)
{
    if (name == "howdah"_L1)
        return std::make_unique<NativeDialect>();
    return fail(
        ErrorKind::Invalid, tr("The history dialect \"%1\" is unknown").arg(name),
        tr("Correct \"history\" in pack.yaml."));
}

static Result<std::optional<LockHolder>> readHolder(connection::Session &session, const Dialect &dialect)
{
    Result<connection::Answer> answer = session.query(dialect.lockHolder()).result();
    if (!answer)
        return fail(answer.error());
    return dialect.readLockHolder(answer->rows);
}

static Result<std::vector<Record>> readRecords(connection::Session &session, const Dialect &dialect)
{
    Result<connection::Answer> answer = session.query(dialect.records()).result();
    if (answer)
        return dialect.readRecords(answer->rows);
    // 42703, a column that is not there: a table of that name is somebody else's.
    if (answer.error().sqlState == "42703"_L1)
        return fail(
            ErrorKind::Conflict, tr("The history table of this database is not what Howdah would have made"),
            tr("Rename that table, or use another database."), answer.error().message);
    return fail(answer.error());
}

Result<History> readHistory(connection::Session &session, const Dialect &dialect)
{
    Result<connection::PipelineAnswer> seen = session.pipeline({dialect.presence(), dialect.lockSeen()}).result();
    if (!seen)
        return fail(seen.error());
    if (seen->error)
        return fail(*seen->error);
    History history = dialect.readPresence(seen->answers[0].rows);
    if (seen->answers[1].rows.rowCount() > 0) {
        Result<std::optional<LockHolder>> holder = readHolder(session, dialect);
        if (!holder)
            return fail(holder.error());
        history.holder = *holder;
    }
    if (!history.exists)
        return history;
    Result<std::vector<Record>> records = readRecords(session, dialect);
    if (!records)
        return fail(records.error());
    history.records = std::move(*records);
    return history;
}

Result<void> readDownTexts(
    connection::Session &session, const Dialect &dialect, History &history, const std::vector<Version> &versions)
{
    if (!history.exists || versions.empty())
        return {};
    Result<connection::Answer> answer = session.query(dialect.downTexts(versions)).result();
    if (!answer)
        return fail(answer.error());
    const connection::RowBatch &rows = answer->rows;
    for (qsizetype row = 0; row < rows.rowCount(); ++row) {
        const std::optional<Version> version = Version::parse(rows.text(row, 0));
        const auto record = std::ranges::find_if(
            history.records, [&version](const Record &known) { return version && known.version == *version; });
        if (record != history.records.end())
            record->downText = rows.value(row, 1);
    }
    return {};
}

} // namespace howdah::migration
