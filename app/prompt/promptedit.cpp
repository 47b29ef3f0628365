// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "prompt/promptedit.h"

#include "base/propagate.h"
#include "prompt/promptwriter.h"
#include "prompt/tr.h"
#include "sql/quote.h"

#include <QJsonObject>

using namespace Qt::StringLiterals;

namespace howdah::prompt {

Result<StoredPrompt>
readPrompt(connection::Session &session, const PromptTable &table, const KeyRing &keys, const QString &rowId)
{
    ASSIGN_OR_RETURN(
        const auto answer, session
                               .query(
                                   {promptSelection(table) + u" WHERE "_s + sql::quoteIdentifier(table.id)
                                        + u" OPERATOR(pg_catalog.=) $1"_s,
                                    {rowId.toUtf8()}})
                               .result());
    if (answer.rows.rowCount() == 0)
        return fail(ErrorKind::NotFound, tr("This version is no longer in the database"));
    return storedPrompt(table, keys, answer.rows, 0);
}

Prompt nextVersion(const Prompt &of, Bump bump)
{
    Prompt next = of;
    const std::optional<SemVer> version = parseSemVer(of.version);
    next.version = version ? bumped(*version, bump).toString() : u"1.0.0"_s;
    next.promptId = defaultPromptId(next.name, next.version);
    next.active = false;
    return next;
}

namespace {

// Says what stands in the way of a prompt before the server is asked.
Result<void> checkPrompt(const Prompt &prompt)
{
    if (prompt.name.trimmed().isEmpty() || prompt.promptId.trimmed().isEmpty())
        return fail(ErrorKind::Usage, tr("A prompt needs a name and an identifier"));
    if (!parseSemVer(prompt.version))
        return fail(
            ErrorKind::Usage, tr("%1 is not a semantic version").arg(prompt.version),
            tr("Use three numbers, as 1.2.0."));
    RETURN_IF_ERROR(metadataOf(prompt));
    return {};
}

// What a conflict is about, for somebody who has typed a text.
Error explained(
    connection::Session &session, const PromptTable &table, const std::optional<StoredPrompt> &base, const Error &error)
{
    if (error.sqlState == "23505"_L1)
        return makeError(
            ErrorKind::Conflict, tr("This version, or this identifier, already exists; nothing was written"),
            tr("Choose the next version."), error.detail);
    if (error.kind != ErrorKind::Conflict || !base)
        return error;
    const auto calls = readCalls(session, table);
    const bool used =
        calls && std::any_of(calls->begin(), calls->end(), [&](const Usage &u) { return u.id == base->id; });
    if (used)
        return makeError(
            ErrorKind::Conflict, tr("This version is in use, so it can no longer be changed; nothing was written"),
            tr("Save it as a new version."));
    return makeError(
        ErrorKind::Conflict, tr("Somebody else changed this version in the meantime; nothing was written"),
        tr("Compare yours with theirs, or save yours as a new version."));
}

} // namespace

Result<StoredPrompt> savePrompt(
    connection::Session &session, const PromptTable &table, const KeyRing &keys,
    const std::optional<StoredPrompt> &base, const Prompt &wanted, bool readable)
{
    RETURN_IF_ERROR(checkPrompt(wanted));
    RETURN_IF_ERROR(mayWriteTexts(session, keys, readable));
    const bool inPlace = base && base->prompt.version == wanted.version && base->prompt.name == wanted.name;
    PromptWriter writer(table, keys);
    QString id = inPlace ? base->id : QString();
    Result<void> written;
    if (inPlace) {
        written = writer.update(*base, wanted);
    } else {
        Prompt inactive = wanted;
        inactive.active = false;
        const Result<QString> inserted = writer.insert(inactive);
        if (inserted)
            id = *inserted;
        else
            written = fail(inserted.error());
    }
    if (written)
        written = runTogether(session, writer.take());
    if (!written)
        return fail(explained(session, table, base, written.error()));
    return readPrompt(session, table, keys, id);
}

} // namespace howdah::prompt
