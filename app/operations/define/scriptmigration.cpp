// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "operations/define/scriptmigration.h"

#include "base/propagate.h"
#include "base/wholefile.h"
#include "migration/lint/lint.h"
#include "migration/source/scripttext.h"
#include "operations/dashboards/rollupchanges.h"
#include "operations/tr.h"
#include "sql/splitter.h"

#include <QDir>

using namespace Qt::StringLiterals;

namespace howdah::operations {

namespace {

// What a migration cannot hold.
Result<void> checkScript(const QByteArray &sql)
{
    sql::Splitter splitter;
    bool isEmpty = true;
    for (const auto &pieces : {splitter.feed(sql), splitter.finish()}) {
        if (!pieces)
            return fail(ErrorKind::Usage, tr("The script cannot be read: %1").arg(pieces.error().message));
        for (const sql::Piece &piece : *pieces) {
            switch (piece.kind) {
            case sql::PieceKind::Statement:
                isEmpty = false;
                break;
            case sql::PieceKind::CopyData:
                return fail(
                    ErrorKind::Usage, tr("Line %1: a migration holds no data of COPY").arg(piece.line),
                    tr("Write INSERT, or keep the data beside the migrations."));
            case sql::PieceKind::BackslashLine:
                return fail(
                    ErrorKind::Usage, tr("Line %1: a migration holds no commands of psql").arg(piece.line),
                    tr("Leave them out: a migration is SQL alone."));
            }
        }
    }
    return isEmpty ? fail(ErrorKind::Usage, tr("There is no statement to save")) : Result<void>();
}

QString commented(const QStringList &lines)
{
    QString text;
    for (const QString &line : lines)
        text += u"-- "_s + line.simplified() + u'\n';
    return text;
}

// What the down file says about itself. What cannot be made in a transaction cannot be undone in one: CONCURRENTLY.
QString headOf(const WayBack &back, const QString &up)
{
    QString head = migration::wantsTransaction(up.toUtf8()) ? QString() : u"-- howdah: transaction off\n"_s;
    head += commented(back.notes);
    if (back.isWhole())
        return head;
    head += back.sql.isEmpty() ? u"-- TO BE WRITTEN: this file does not undo anything yet.\n"_s
                               : u"-- TO BE WRITTEN: this file does not undo all of it yet. Missing:\n"_s;
    return head + commented(back.unwritten);
}

QString upText(const QString &title, const QString &sql) { return u"-- %1\n\n%2"_s.arg(title.simplified(), sql); }

QString downText(const QString &upFile, const QString &head, const QString &sql)
{
    return u"-- Undoes %1\n%2\n%3"_s.arg(upFile, head, sql);
}

// With the semicolon of its last statement, and a line break.
QString whole(const QByteArray &sql)
{
    QString text = QString::fromUtf8(sql).trimmed();
    // A comment at the end may hide that the semicolon is missing; one more is no harm.
    if (!text.endsWith(u';'))
        text += u"\n;"_s;
    return text + u'\n';
}

QString layoutName(const migration::Pack &pack)
{
    switch (pack.layout) {
    case migration::Layout::Prisma:
        return u"Prisma"_s;
    case migration::Layout::Howdah:
        break;
    }
    return pack.history == "typeorm"_L1 ? u"TypeORM"_s : u"Howdah"_s;
}

Result<std::vector<migration::Finding>>
findingsOf(connection::Session *session, const migration::Pack &pack, const ScriptMigration &draft)
{
    migration::LintContext context;
    context.profile = pack.lint;
    if (!pack.schema.isEmpty())
        context.schema = pack.schema;
    std::vector<migration::Finding> all;
    for (const auto &[file, text, direction] :
         {std::tuple(draft.files.upFile, draft.up, migration::Direction::Up),
          std::tuple(draft.files.downFile, draft.down, migration::Direction::Down)}) {
        const QByteArray bytes = text.toUtf8();
        const migration::LintScript script{
            .file = file, .text = bytes, .direction = direction, .transaction = migration::wantsTransaction(bytes)};
        if (session) {
            ASSIGN_OR_RETURN(context, migration::readPackContext(*session, std::span(&script, 1), pack));
        }
        context.lockTimeoutByRunner = pack.history == "howdah"_L1;
        const std::vector<migration::Finding> found = migration::lint(script, context);
        all.insert(all.end(), found.begin(), found.end());
    }
    return all;
}

} // namespace

Result<ScriptMigration> draftScriptMigration(
    connection::Session *session, const QString &folder, const QString &title, const QByteArray &sql,
    const catalog::Catalog *before)
{
    RETURN_IF_ERROR(checkScript(sql));
    migration::Source source;
    if (QDir(folder).exists()) {
        ASSIGN_OR_RETURN(source, migration::readSource(folder));
    }
    if (session) {
        RETURN_IF_ERROR(checkMigrationFolder(*session, folder));
    }
    ScriptMigration draft{.folder = folder, .title = title};
    ASSIGN_OR_RETURN(draft.files, migration::nextMigration(source, title, QDateTime::currentDateTimeUtc()));
    draft.layout = layoutName(source.pack);
    draft.wayBack = wayBackOf(sql, before);
    draft.others = otherThanDefinitions(sql);
    draft.up = upText(title, whole(sql));
    draft.down = downText(draft.files.upFile, headOf(draft.wayBack, draft.up), draft.wayBack.sql);
    ASSIGN_OR_RETURN(draft.findings, findingsOf(session, source.pack, draft));
    return draft;
}

Result<migration::NewMigration> writeScriptMigration(const ScriptMigration &draft)
{
    // The head is that of upText(), which is written again with what the files are called by then.
    const QString up = draft.up.sliced(upText(draft.title, {}).size());
    return writeMigrationPair(draft.folder, draft.title, up, headOf(draft.wayBack, draft.up), draft.wayBack.sql);
}

Result<migration::NewMigration> writeMigrationPair(
    const QString &folder, const QString &title, const QString &up, const QString &head, const QString &down)
{
    ASSIGN_OR_RETURN(migration::NewMigration made, migration::createMigration(folder, title));
    const QDir directory(folder);
    for (const auto &[file, text] :
         {std::pair(made.upFile, upText(title, up)), std::pair(made.downFile, downText(made.upFile, head, down))}) {
        if (const Result<void> written = writeWholeFile(directory.filePath(file), text.toUtf8()); !written) {
            // Half of it would wait to be applied.
            QFile::remove(directory.filePath(made.upFile));
            QFile::remove(directory.filePath(made.downFile));
            return fail(written.error());
        }
    }
    return made;
}

} // namespace howdah::operations
