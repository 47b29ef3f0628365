// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "operations/define/wayback.h"

#include "operations/define/undo.h"
#include "sql/classify.h"
#include "sql/splitter.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::operations {

static constexpr qsizetype BeginningOfStatement = 80;

static std::vector<QByteArray> statementsIn(const QByteArray &sql)
{
    sql::Splitter splitter;
    std::vector<QByteArray> statements;
    for (const auto &pieces : {splitter.feed(sql), splitter.finish()}) {
        for (const sql::Piece &piece : pieces.value_or(std::vector<sql::Piece>())) {
            if (piece.kind == sql::PieceKind::Statement)
                statements.push_back(sql::textOf(piece, sql).toByteArray());
        }
    }
    return statements;
}

static QString beginningOf(const QByteArray &statement)
{
    const QString text = QString::fromUtf8(statement).simplified();
    return text.size() <= BeginningOfStatement ? text : text.left(BeginningOfStatement) + u"..."_s;
}

WayBack wayBackOf(const QByteArray &sql, const catalog::Catalog *before)
{
    WayBack back;
    UndoWriter writer(before);
    QStringList undone;
    for (const QByteArray &statement : statementsIn(sql)) {
        const Undo undo = writer.undo(sql::readStatement(statement));
        if (!undo.sql.isEmpty())
            undone.prepend(undo.sql);
        if (!undo.unwritten.isEmpty())
            back.unwritten << u"%1: %2"_s.arg(beginningOf(statement), undo.unwritten);
        if (!undo.note.isEmpty())
            back.notes << undo.note;
    }
    back.sql = undone.join(QString());
    return back;
}

QStringList otherThanDefinitions(const QByteArray &sql)
{
    using enum sql::StatementKind;
    static const std::vector<sql::StatementKind> Definitions{CreateTable,    CreateTableAs,   CreateIndex, CreateView,
                                                             CreateFunction, CreateTrigger,   CreateType,  CreateSchema,
                                                             CreateSequence, CreateExtension, CreateOther, AlterTable,
                                                             AlterOther,     Rename,          Drop,        Comment,
                                                             Grant,          Transaction,     Set};
    QStringList others;
    for (const QByteArray &statement : statementsIn(sql)) {
        const sql::Classification what = sql::classify(sql::readStatement(statement));
        // What the grammar does not know may be newer syntax of a definition: by its first word.
        const bool isUnknown = what.kind == Unknown
                            && (what.command.startsWith("CREATE"_L1) || what.command.startsWith("ALTER"_L1)
                                || what.command.startsWith("DROP"_L1) || what.command.startsWith("COMMENT"_L1));
        if (!isUnknown && std::ranges::find(Definitions, what.kind) == Definitions.end())
            others << beginningOf(statement);
    }
    return others;
}

} // namespace howdah::operations
