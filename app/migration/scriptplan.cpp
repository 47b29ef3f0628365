// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "migration/scriptplan.h"

#include "sql/leadingwords.h"
#include "sql/splitter.h"
#include "sql/transactionrule.h"

#include <QCoreApplication>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::migration {

using sql::TransactionRule;

static QString tr(const char *text) { return QCoreApplication::translate("Migration", text); }

namespace {

using Words = std::vector<QByteArray>;

// Enough for the rules that look behind names (ALTER TABLE ... DETACH PARTITION ... CONCURRENTLY).
constexpr std::size_t ManyWords = 64;
constexpr qsizetype WordsWithin = 4096; // bytes

bool has(const Words &words, QByteArrayView word) { return std::ranges::find(words, word) != words.end(); }

// SAVEPOINT, RELEASE and ROLLBACK TO stay inside the transaction that we open.
bool staysInside(const Words &words)
{
    return words[0] == "SAVEPOINT" || words[0] == "RELEASE" || (words[0] == "ROLLBACK" && has(words, "TO"));
}

// The words are quick and nearly always right; only where they find something special the parser is asked. A plan of
// thousands of plain statements needs no parse.
TransactionRule ruleOf(QByteArrayView statement, const Words &words)
{
    const TransactionRule byWords = sql::transactionRuleOf(words);
    if (byWords == TransactionRule::Allowed && (words.empty() || words[0] != "CLUSTER"))
        return byWords;
    return sql::classify(QString::fromUtf8(statement)).transaction;
}

// Reads the pieces of one text; one object for one call of planScript.
class ScriptPlanner final
{
public:
    ScriptPlanner(Step &step, std::vector<Refusal> &refusals)
        : m_step(step)
        , m_refusals(refusals)
    {
    }

    void run(bool wantsTransaction)
    {
        const Result<std::vector<sql::Piece>> pieces = sql::split(m_step.text);
        if (!pieces) {
            refuse(RefusalKind::NotSplit, 0, pieces.error().message, pieces.error().hint);
            return;
        }
        for (const sql::Piece &piece : *pieces)
            add(piece);
        if (m_step.statements.empty())
            m_step.notes << tr("holds no statement");
        decideTransaction(wantsTransaction);
    }

private:
    void refuse(RefusalKind kind, qsizetype line, const QString &message, const QString &hint)
    {
        m_refusals.push_back({kind, m_step.version, m_step.file, line, message, hint});
    }

    void add(const sql::Piece &piece)
    {
        const QByteArrayView text = sql::textOf(piece, m_step.text);
        switch (piece.kind) {
        case sql::PieceKind::BackslashLine:
            addBackslash(piece, text);
            break;
        case sql::PieceKind::CopyData:
            if (!m_step.statements.empty()) {
                m_step.statements.back().dataOffset = qsizetype(piece.offset);
                m_step.statements.back().dataSize = qsizetype(piece.size);
            }
            break;
        case sql::PieceKind::Statement:
            m_step.statements.push_back(
                {.offset = qsizetype(piece.offset), .size = qsizetype(piece.size), .line = qsizetype(piece.line)});
            judge(text, qsizetype(piece.line));
            break;
        }
    }

    void addBackslash(const sql::Piece &piece, QByteArrayView text)
    {
        const QByteArray command = text.toByteArray().simplified().split(' ').first();
        const qsizetype line = qsizetype(piece.line);
        if (!piece.insideStatement && (command == "\\restrict" || command == "\\unrestrict"))
            m_step.notes << tr("line %1: %2 of pg_dump is left out").arg(line).arg(QString::fromUtf8(command));
        else
            refuse(
                RefusalKind::BackslashLine, line,
                tr("%1 is a command of psql, which a migration cannot run").arg(QString::fromUtf8(command)),
                tr("Write it as SQL, or take it out."));
    }

    void judge(QByteArrayView statement, qsizetype line)
    {
        const Words words =
            sql::leadingWords(statement.first(qMin(statement.size(), WordsWithin)).toByteArray(), ManyWords);
        if (words.empty())
            return;
        if (words[0] == "COPY" && has(words, "STDOUT"))
            refuse(
                RefusalKind::BackslashLine, line, tr("COPY ... TO STDOUT has nowhere to go in a migration"),
                tr("Take it out, or copy to another table."));
        switch (ruleOf(statement, words)) {
        case TransactionRule::Allowed:
            break;
        case TransactionRule::ControlsTransaction:
            if (!staysInside(words))
                refuse(
                    RefusalKind::TransactionControl, line, tr("%1 inside of a migration").arg(sql::commandName(words)),
                    tr("Take it out: each migration is one transaction already. A file whose first line is "
                       "\"-- howdah: transaction off\" runs without one."));
            break;
        case TransactionRule::Forbidden:
            judgeAlone(words, line);
            break;
        }
        m_total += 1;
    }

    void judgeAlone(const Words &words, qsizetype line)
    {
        if (words[0] == "DISCARD")
            refuse(
                RefusalKind::TransactionControl, line, tr("DISCARD ALL would release the lock of the run"),
                tr("Take it out: each migration starts with fresh settings."));
        m_alone += 1;
        if (m_firstAlone == 0) {
            m_firstAlone = line;
            m_aloneName = sql::commandName(words);
            if (has(words, "CONCURRENTLY"))
                m_aloneName += u" CONCURRENTLY"_s;
        }
    }

    void decideTransaction(bool wantsTransaction)
    {
        m_step.transactional = wantsTransaction && m_alone == 0;
        if (!wantsTransaction) {
            m_step.notes << tr("runs statement by statement, without a transaction, as the file asks");
            return;
        }
        if (m_alone == 0)
            return;
        if (m_alone == m_total)
            m_step.notes << tr("runs without a transaction, because %1 needs that").arg(m_aloneName);
        else
            refuse(
                RefusalKind::MixedTransaction, m_firstAlone,
                tr("%1 cannot run in a transaction, but other statements of the file can").arg(m_aloneName),
                tr("Put it into a migration of its own, or begin the file with \"-- howdah: transaction off\"."));
    }

    Step &m_step;
    std::vector<Refusal> &m_refusals;
    int m_total = 0;
    int m_alone = 0; // statements that PostgreSQL refuses in a transaction
    qsizetype m_firstAlone = 0;
    QString m_aloneName;
};

} // namespace

void planScript(Step &step, bool wantsTransaction, std::vector<Refusal> &refusals)
{
    ScriptPlanner(step, refusals).run(wantsTransaction);
}

} // namespace howdah::migration
