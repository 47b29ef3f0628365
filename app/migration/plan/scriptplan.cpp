// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "migration/plan/scriptplan.h"

#include "migration/source/scripttext.h"
#include "migration/plan/splitsuggestion.h"
#include "migration/source/tr.h"
#include "sql/backslash.h"
#include "sql/leadingwords.h"
#include "sql/parser.h"
#include "sql/splitter.h"
#include "sql/transactionrule.h"

#include <QJsonObject>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::migration {

using sql::TransactionRule;

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

bool addsEnumValue(const Words &words)
{
    return words.size() > 3 && words[0] == "ALTER" && words[1] == "TYPE" && has(words, "ADD") && has(words, "VALUE");
}

// The type and the value of ALTER TYPE ... ADD VALUE; empty where it does not parse.
std::pair<QByteArray, QByteArray> addedValue(QByteArrayView statement)
{
    const auto tree = sql::parseTree(statement.toByteArray());
    if (!tree || tree->isEmpty())
        return {};
    const QJsonValue node = tree->first()["stmt"_L1]["AlterEnumStmt"_L1];
    const QJsonArray name = node["typeName"_L1].toArray();
    return {
        name.isEmpty() ? QByteArray() : name.last()["String"_L1]["sval"_L1].toString().toUtf8(),
        node["newVal"_L1].toString().toUtf8()};
}

// Reads the pieces of one text; one object for one call of planScript.
class ScriptPlanner final
{
public:
    ScriptPlanner(Step &step, std::vector<Refusal> &refusals, std::vector<QByteArray> *addedValues)
        : m_step(step)
        , m_refusals(refusals)
        , m_before(addedValues)
    {
        if (m_before)
            m_values = *m_before;
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
            m_step.notes << tr("contains no statement");
        decideTransaction(wantsTransaction);
        if (m_step.transactional)
            judgeEnums();
        if (m_before)
            *m_before = m_values;
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
        const sql::BackslashJudgement judgement = sql::judgeBackslash(text, piece.insideStatement);
        const QString command = QString::fromUtf8(judgement.command);
        const qsizetype line = qsizetype(piece.line);
        if (judgement.skip)
            m_step.notes << tr("line %1: %2 written by pg_dump is skipped").arg(line).arg(command);
        else
            refuse(
                RefusalKind::BackslashLine, line, tr("%1 is a psql command, which a migration cannot run").arg(command),
                judgement.reason + u' ' + judgement.hint);
    }

    void judge(QByteArrayView statement, qsizetype line)
    {
        const Words words =
            sql::leadingWords(statement.first(qMin(statement.size(), WordsWithin)).toByteArray(), ManyWords);
        if (words.empty())
            return;
        PlannedStatement &planned = m_step.statements.back();
        noteEnumValue(statement, words);
        // A procedure or block may end transactions itself, which it may not inside of one.
        planned.atomic = words[0] != "CALL" && words[0] != "DO";
        if (words[0] == "COPY" && has(words, "STDOUT"))
            refuse(
                RefusalKind::BackslashLine, line, tr("COPY ... TO STDOUT has no destination in a migration"),
                tr("Remove it, or copy to another table."));
        switch (ruleOf(statement, words)) {
        case TransactionRule::Allowed:
            break;
        case TransactionRule::ControlsTransaction:
            if (!staysInside(words))
                refuse(
                    RefusalKind::TransactionControl, line, tr("%1 inside a migration").arg(sql::commandName(words)),
                    tr("Remove it: each migration is one transaction already. A file whose first line is \"-- howdah: "
                       "transaction off\" runs without one."));
            break;
        case TransactionRule::Forbidden:
            judgeAlone(words, line);
            break;
        }
        m_total += 1;
    }

    void judgeAlone(const Words &words, qsizetype line)
    {
        PlannedStatement &planned = m_step.statements.back();
        planned.alone = true;
        planned.atomic = false;
        planned.patient = has(words, "CONCURRENTLY") || (words[0] == "VACUUM" && !has(words, "FULL"));
        if (words[0] == "DISCARD")
            refuse(
                RefusalKind::TransactionControl, line, tr("DISCARD ALL would release the lock of the run"),
                tr("Remove it: each migration starts with fresh settings."));
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
            m_step.whySeparate = tr("requested by the file");
            m_step.notes << tr("runs statement by statement, without a transaction, as requested by the file");
            return;
        }
        if (m_alone == 0)
            return;
        m_step.whySeparate = tr("%1 cannot run in a transaction").arg(m_aloneName);
        if (m_alone == m_total) {
            m_step.notes << tr("runs without a transaction, because %1 requires it").arg(m_aloneName);
            return;
        }
        refuse(
            RefusalKind::MixedTransaction, m_firstAlone,
            tr("%1 cannot run in a transaction, but other statements of the file can").arg(m_aloneName),
            tr("Put it in a migration of its own, or begin the file with \"-- howdah: transaction off\"."));
        m_refusals.back().split = splitBefore(m_step, mixedStarts(m_step));
    }

    // ---- values that are added to enums, which PostgreSQL lets nobody use before the transaction has ended

    void noteEnumValue(QByteArrayView statement, const Words &words)
    {
        if (words[0] == "CREATE" && words.size() > 1 && words[1] == "TYPE")
            m_newTypes += statement.toByteArray() + '\n';
        if (!addsEnumValue(words))
            return;
        const auto [type, value] = addedValue(statement);
        // Those of a type that the same transaction created may be used at once.
        if (!value.isEmpty() && !m_newTypes.contains(type))
            m_added.push_back({m_step.statements.size() - 1, value});
    }

    [[nodiscard]] bool uses(const PlannedStatement &statement, const QByteArray &value) const
    {
        QByteArray quoted = value;
        quoted.replace('\'', "''");
        const QByteArrayView text(m_step.text);
        return text.sliced(statement.offset, statement.size).contains('\'' + quoted + '\'')
            || (statement.isCopy() && text.sliced(statement.dataOffset, statement.dataSize).contains(value));
    }

    void judgeEnums()
    {
        for (size_t i = 0; i < m_step.statements.size() && !m_values.empty(); ++i)
            judgeUse(i, m_values, 0);
        for (const auto &[at, value] : m_added) {
            for (size_t i = at + 1; i < m_step.statements.size(); ++i) {
                if (judgeUse(i, {value}, at + 1))
                    break;
            }
            m_values.push_back(value);
        }
    }

    bool judgeUse(size_t index, const std::vector<QByteArray> &values, size_t splitAt)
    {
        const PlannedStatement &statement = m_step.statements[index];
        const auto used = std::ranges::find_if(values, [&](const QByteArray &value) { return uses(statement, value); });
        if (used == values.end())
            return false;
        const QString value = QString::fromUtf8(*used);
        if (asksForTransaction(m_step.text)) {
            m_step.notes << tr("line %1 mentions '%2', which PostgreSQL refuses where it is the new enum value")
                                .arg(statement.line)
                                .arg(value);
            return true;
        }
        refuse(
            RefusalKind::EnumValueUsed, statement.line,
            tr("'%1' is added to an enum and used in the same transaction, which PostgreSQL refuses").arg(value),
            tr("Put ALTER TYPE ... ADD VALUE in a migration of its own, before this one. If '%1' is something else, "
               "begin the file with \"-- howdah: transaction on\".")
                .arg(value));
        if (splitAt > 0)
            m_refusals.back().split = splitBefore(m_step, {splitAt});
        return true;
    }

    Step &m_step;
    std::vector<Refusal> &m_refusals;
    int m_total = 0;
    int m_alone = 0; // statements that PostgreSQL refuses in a transaction
    qsizetype m_firstAlone = 0;
    QString m_aloneName;
    std::vector<QByteArray> *m_before;
    std::vector<QByteArray> m_values;                   // of enums, added earlier in this transaction
    std::vector<std::pair<size_t, QByteArray>> m_added; // by this file, with the statement's index
    QByteArray m_newTypes;                              // the statements that create types
};

} // namespace

void planScript(Step &step, bool wantsTransaction, std::vector<Refusal> &refusals, std::vector<QByteArray> *addedValues)
{
    ScriptPlanner(step, refusals, addedValues).run(wantsTransaction);
}

} // namespace howdah::migration
