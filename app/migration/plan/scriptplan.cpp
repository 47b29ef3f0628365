// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "migration/plan/scriptplan.h"

#include "migration/source/scripttext.h"
#include "migration/plan/splitsuggestion.h"
#include "migration/plan/transactionblocks.h"
#include "migration/source/tr.h"
#include "sql/backslash.h"
#include "sql/classify.h"
#include "sql/leadingwords.h"
#include "sql/splitter.h"
#include "sql/transactionrule.h"

#include <algorithm>
#include <array>
#include <optional>

using namespace Qt::StringLiterals;

namespace howdah::migration {

using sql::TransactionRule;

namespace {

using Words = std::vector<QByteArray>;

// Enough for the rules that look behind names (ALTER TABLE ... DETACH PARTITION ... CONCURRENTLY).
constexpr std::size_t ManyWords = 64;
constexpr qsizetype WordsWithin = 4096; // bytes

bool has(const Words &words, QByteArrayView word) { return std::ranges::find(words, word) != words.end(); }

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

// SET LOCAL in other words. pg_dump writes one with false at its end, which is for the session.
bool setsLocally(QByteArrayView statement, const Words &words)
{
    static constexpr std::array<QByteArrayView, 4> Calling{"SELECT", "WITH", "DO", "CALL"};
    if (std::ranges::find(Calling, QByteArrayView(words[0])) == Calling.end())
        return false;
    const QByteArray text = statement.toByteArray().toLower().simplified().replace(' ', "");
    return text.contains("setlocal") || text.count("set_config(") > text.count(",false)");
}

// What ends with its transaction, so that it would reach too far were the next one in the same.
bool isLocal(QByteArrayView statement, const Words &words)
{
    const bool set = words[0] == "SET" && words.size() > 1
                  && (words[1] == "LOCAL" || words[1] == "CONSTRAINTS" || words[1] == "TRANSACTION");
    // ... ON COMMIT DROP, behind all of its columns.
    const bool isTemporary = words[0] == "CREATE" && (has(words, "TEMP") || has(words, "TEMPORARY"));
    return set || setsLocally(statement, words)
        || (isTemporary && statement.toByteArray().toUpper().contains("COMMIT"));
}

// Makes a constraint that waits for the end of a transaction: which one that is then matters, and PostgreSQL alters no
// table that has such a check before it.
bool defers(QByteArrayView statement, const Words &words)
{
    if (words[0] != "CREATE" && words[0] != "ALTER")
        return false;
    const QByteArray text = statement.toByteArray().toUpper().simplified().replace("NOT DEFERRABLE", "");
    return text.contains("DEFERRABLE") || text.contains("INITIALLY DEFERRED");
}

// A value that is added to an enum, and a statement that uses it.
struct EnumConflict
{
    std::optional<size_t> added; // the statement's index; nothing: an earlier file
    size_t used = 0;
    EnumValue value;
    bool hidden = false; // nobody can see whether it does
};

// Reads the pieces of one text; one object for one call of planScript.
class ScriptPlanner final
{
public:
    ScriptPlanner(Step &step, std::vector<Refusal> &refusals, const ScriptContext &context)
        : m_step(step)
        , m_refusals(refusals)
        , m_context(context)
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
            m_step.notes << tr("contains no statement");
        m_found = pairUp(m_controls, m_step.statements.size());
        refuseControls();
        findConflicts();
        if (const QString why = whyAsWritten(wantsTransaction); !why.isEmpty())
            runAsWritten(why);
        else
            decideTransaction(wantsTransaction);
        judgeEnums();
        if (m_context.addedValues) {
            for (const auto &[at, value] : m_added)
                m_context.addedValues->push_back(value);
        }
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
            addStatement(piece, text);
            break;
        }
    }

    void addStatement(const sql::Piece &piece, QByteArrayView text)
    {
        const Words words = sql::leadingWords(text.first(qMin(text.size(), WordsWithin)).toByteArray(), ManyWords);
        const TextRange range{qsizetype(piece.offset), qsizetype(piece.size)};
        if (const TransactionWord word = transactionWordOf(words); word != TransactionWord::None) {
            m_controls.push_back({word, words, m_step.statements.size(), range, qsizetype(piece.line)});
            return;
        }
        m_step.statements.push_back({.offset = range.offset, .size = range.size, .line = qsizetype(piece.line)});
        if (!words.empty())
            judge(text, words, qsizetype(piece.line));
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
                RefusalKind::BackslashLine, line,
                (m_context.isSeed ? tr("%1 is a psql command, which a seed cannot run")
                                  : tr("%1 is a psql command, which a migration cannot run"))
                    .arg(command),
                judgement.reason + u' ' + judgement.hint);
    }

    void judge(QByteArrayView statement, const Words &words, qsizetype line)
    {
        PlannedStatement &planned = m_step.statements.back();
        noteTypes(statement, words);
        if (isLocal(statement, words))
            m_local.push_back(m_step.statements.size() - 1);
        if (defers(statement, words))
            m_deferring.push_back(m_step.statements.size() - 1);
        // A procedure or block may end transactions itself, which it may not inside of one.
        planned.atomic = words[0] != "CALL" && words[0] != "DO";
        if (words[0] == "COPY" && has(words, "STDOUT"))
            refuse(
                RefusalKind::BackslashLine, line,
                m_context.isSeed ? tr("COPY ... TO STDOUT has no destination in a seed")
                                 : tr("COPY ... TO STDOUT has no destination in a migration"),
                tr("Remove it, or copy to another table."));
        switch (ruleOf(statement, words)) {
        case TransactionRule::Allowed:
        case TransactionRule::ControlsTransaction: // savepoints, which stay inside
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
                m_context.isSeed ? tr("Remove it: each seed starts with fresh settings.")
                                 : tr("Remove it: each migration starts with fresh settings."));
        m_alone += 1;
        if (m_firstAlone == 0) {
            m_firstAlone = line;
            m_aloneName = sql::commandName(words);
            if (has(words, "CONCURRENTLY"))
                m_aloneName += u" CONCURRENTLY"_s;
        }
    }

    // ---- the transactions of the file

    void refuseControls()
    {
        for (const FoundBlocks::Bad &bad : m_found.bad)
            refuse(RefusalKind::TransactionControl, m_controls[bad.control].line, bad.message, bad.hint);
    }

    [[nodiscard]] const TransactionBlock *blockOf(size_t index) const
    {
        const auto found = std::ranges::find_if(m_found.blocks, [index](const TransactionBlock &block) {
            return block.first <= index && index < block.last;
        });
        return found == m_found.blocks.end() ? nullptr : &*found;
    }
    [[nodiscard]] bool share(size_t one, size_t other) const
    {
        const TransactionBlock *block = blockOf(one);
        return block && block == blockOf(other);
    }

    // Empty: all of it in one transaction is what the file wants, and more.
    [[nodiscard]] QString whyAsWritten(bool wantsTransaction) const
    {
        if (m_found.blocks.empty())
            return {};
        if (!wantsTransaction)
            return tr("requested by the file");
        if (m_alone > 0)
            return tr("%1 cannot run in a transaction").arg(m_aloneName);
        // The rest of a file does not become one transaction any more, whatever has been edited in it.
        if (m_context.isResumed)
            return tr("it goes on where a run stopped");
        if (m_found.hasModes)
            return tr("the file begins its transaction with modes of its own");
        if (asksForTransaction(m_step.text))
            return {};
        if (m_found.isParted)
            return tr("the file has a COMMIT between its statements");
        const auto isCommitted = [this](const EnumConflict &conflict) {
            return conflict.added && !share(*conflict.added, conflict.used);
        };
        if (std::ranges::any_of(m_conflicts, isCommitted))
            return tr("a new value of an enum is used behind the COMMIT");
        const auto reachesOut = [this](size_t index) {
            const TransactionBlock *block = blockOf(index);
            return block && block->last < m_step.statements.size();
        };
        if (std::ranges::any_of(m_local, reachesOut))
            return tr("a setting is only for one of the transactions of the file");
        const auto goesOn = [this](size_t index) {
            const TransactionBlock *block = blockOf(index);
            return (block ? block->last : index + 1) < m_step.statements.size();
        };
        if (std::ranges::any_of(m_deferring, goesOn))
            return tr("a constraint is deferred to the end of a transaction");
        return {};
    }

    void runAsWritten(const QString &why)
    {
        m_step.transactional = false;
        m_step.whySeparate = why;
        m_step.blocks = m_found.blocks;
        m_step.notes << tr("BEGIN and COMMIT run as written: %1").arg(why);
        for (size_t number = 0; number < m_step.blocks.size(); ++number) {
            const TransactionBlock &block = m_step.blocks[number];
            for (size_t i = block.first; i < block.last; ++i) {
                PlannedStatement &statement = m_step.statements[i];
                statement.block = int(number) + 1;
                if (statement.alone)
                    refuse(
                        RefusalKind::MixedTransaction, statement.line,
                        tr("%1 cannot run in the transaction that the file begins").arg(m_aloneName),
                        tr("Put it behind the COMMIT."));
                statement.atomic = true; // its end is that of the block
            }
        }
    }

    void leaveOutPairs()
    {
        if (m_controls.empty())
            return;
        for (const TransactionControl &control : m_controls)
            m_step.leftOut.push_back(control.range);
        if (!m_found.bad.empty() || !m_step.transactional)
            return;
        m_step.notes << tr("BEGIN and COMMIT of the file are left out: all of it runs in one transaction");
        const bool several = m_found.blocks.size() != 1 || m_found.blocks[0].first > 0
                          || m_found.blocks[0].last < m_step.statements.size();
        if (several)
            m_step.notes << tr("constraints that are deferred are checked once, at the end of that transaction");
    }

    void decideTransaction(bool wantsTransaction)
    {
        m_step.transactional = wantsTransaction && m_alone == 0;
        leaveOutPairs();
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
        if (m_context.isSeed)
            return;
        refuse(
            RefusalKind::MixedTransaction, m_firstAlone,
            tr("%1 cannot run in a transaction, but other statements of the file can").arg(m_aloneName),
            tr("Put it in a migration of its own, or begin the file with \"-- howdah: transaction off\"."));
        m_refusals.back().split = splitBefore(m_step, mixedStarts(m_step));
    }

    // ---- values that are added to enums, which PostgreSQL lets nobody use before the transaction has ended

    void noteTypes(QByteArrayView statement, const Words &words)
    {
        const size_t index = m_step.statements.size() - 1;
        if (words[0] == "CREATE" && words.size() > 1 && words[1] == "TYPE")
            m_created.push_back({index, createdType(statement.toByteArray())});
        if (!addsEnumValue(words))
            return;
        if (const EnumValue value = addedEnumValue(statement.toByteArray()); !value.value.isEmpty())
            m_added.push_back({index, value});
    }

    // Those of a type that the same transaction created may be used at once.
    [[nodiscard]] bool isOfNewType(size_t added, size_t used, const EnumValue &value) const
    {
        return std::ranges::any_of(m_created, [&](const std::pair<size_t, QString> &created) {
            return created.second == value.type && created.first < added
                && (m_found.blocks.empty() || blockOf(created.first) == blockOf(used));
        });
    }

    [[nodiscard]] const ColumnTypes &columnTypes()
    {
        if (m_context.columnTypes)
            return m_context.columnTypes();
        if (!m_own) {
            m_own.emplace();
            m_own->readScript(m_step.text);
        }
        return *m_own;
    }

    [[nodiscard]] EnumUse useIn(const PlannedStatement &statement, const EnumValue &value)
    {
        const QByteArrayView text(m_step.text);
        const QByteArrayView sql = text.sliced(statement.offset, statement.size);
        const QByteArray bare = value.value.toUtf8();
        if (statement.isCopy() && text.sliced(statement.dataOffset, statement.dataSize).contains(bare))
            return copiesInto(sql.toByteArray(), value, columnTypes()) ? EnumUse::Used : EnumUse::None;
        if (!sql.contains(QByteArray(bare).replace('\'', "''")))
            return EnumUse::None;
        return enumUseIn(sql.toByteArray(), value, columnTypes());
    }

    void findConflicts()
    {
        const auto look = [this](size_t from, std::optional<size_t> added, const EnumValue &value) {
            for (size_t i = from; i < m_step.statements.size(); ++i) {
                const EnumUse use = useIn(m_step.statements[i], value);
                if (use != EnumUse::None && !(added && isOfNewType(*added, i, value)))
                    m_conflicts.push_back({added, i, value, use == EnumUse::Hidden});
            }
        };
        if (m_context.addedValues) {
            for (const EnumValue &value : *m_context.addedValues)
                look(0, {}, value);
        }
        for (const auto &[at, value] : m_added)
            look(at + 1, at, value);
    }

    void judgeEnums()
    {
        std::vector<EnumValue> judged; // each once
        for (const EnumConflict &conflict : m_conflicts) {
            const bool together = m_step.transactional || (conflict.added && share(*conflict.added, conflict.used));
            if (!together || (!m_step.transactional && m_step.blocks.empty())
                || std::ranges::find(judged, conflict.value) != judged.end())
                continue;
            judged.push_back(conflict.value);
            judgeUse(conflict);
        }
    }

    void judgeUse(const EnumConflict &conflict)
    {
        const qsizetype line = m_step.statements[conflict.used].line;
        const QString &value = conflict.value.value;
        if (conflict.hidden || asksForTransaction(m_step.text)) {
            m_step.notes << tr("line %1 mentions '%2', which PostgreSQL refuses where it is the new enum value")
                                .arg(line)
                                .arg(value);
            return;
        }
        const QString where = m_context.isSeed
                                ? tr("Put ALTER TYPE ... ADD VALUE in a migration.")
                                : tr("Put ALTER TYPE ... ADD VALUE in a migration of its own, before this one.");
        refuse(
            RefusalKind::EnumValueUsed, line,
            tr("'%1' is added to an enum and used in the same transaction, which PostgreSQL refuses").arg(value),
            where + u' '
                + tr("If '%1' is something else, begin the file with \"-- howdah: transaction on\".").arg(value));
        if (conflict.added && m_controls.empty() && !m_context.isSeed)
            m_refusals.back().split = splitBefore(m_step, {*conflict.added + 1});
    }

    Step &m_step;
    std::vector<Refusal> &m_refusals;
    int m_total = 0;
    int m_alone = 0; // statements that PostgreSQL refuses in a transaction
    qsizetype m_firstAlone = 0;
    QString m_aloneName;
    const ScriptContext &m_context;
    std::vector<TransactionControl> m_controls;
    FoundBlocks m_found;
    std::vector<size_t> m_local;                       // statements whose effect ends with their transaction
    std::vector<size_t> m_deferring;                   // statements that make a constraint which waits for its end
    std::vector<std::pair<size_t, EnumValue>> m_added; // by this file, with the statement's index
    std::vector<std::pair<size_t, QString>> m_created; // types
    std::vector<EnumConflict> m_conflicts;
    std::optional<ColumnTypes> m_own; // of this file alone
};

} // namespace

void planScript(Step &step, bool wantsTransaction, std::vector<Refusal> &refusals, const ScriptContext &context)
{
    ScriptPlanner(step, refusals, context).run(wantsTransaction);
}

} // namespace howdah::migration
