// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "migration/plan/transactionblocks.h"

#include "migration/source/tr.h"
#include "sql/leadingwords.h"

#include <algorithm>
#include <array>

namespace howdah::migration {

static bool holdsWord(const std::vector<QByteArray> &words, QByteArrayView word)
{
    return std::ranges::find(words, word) != words.end();
}

static bool isChained(const std::vector<QByteArray> &words)
{
    return holdsWord(words, "CHAIN") && !holdsWord(words, "NO");
}

TransactionWord transactionWordOf(const std::vector<QByteArray> &words)
{
    if (words.empty())
        return TransactionWord::None;
    const QByteArray &first = words[0];
    if (first == "BEGIN" || (first == "START" && holdsWord(words, "TRANSACTION")))
        return TransactionWord::Begin;
    if (first == "COMMIT" || first == "END") {
        if (holdsWord(words, "PREPARED"))
            return TransactionWord::Other;
        return isChained(words) ? TransactionWord::Chain : TransactionWord::Commit;
    }
    if (first == "SAVEPOINT" || first == "RELEASE" || (first == "ROLLBACK" && holdsWord(words, "TO")))
        return TransactionWord::None;
    const bool other =
        first == "ROLLBACK" || first == "ABORT" || (first == "PREPARE" && holdsWord(words, "TRANSACTION"));
    return other ? TransactionWord::Other : TransactionWord::None;
}

// BEGIN and START TRANSACTION say no more than that.
static bool isPlain(const std::vector<QByteArray> &words)
{
    return std::ranges::all_of(words, [](const QByteArray &word) {
        static constexpr std::array<QByteArrayView, 4> plain{"BEGIN", "START", "WORK", "TRANSACTION"};
        return std::ranges::find(plain, QByteArrayView(word)) != plain.end();
    });
}

static QString nameOf(const TransactionControl &control)
{
    return sql::commandName(control.words) + (isChained(control.words) ? QStringLiteral(" AND CHAIN") : QString());
}

// ROLLBACK and the like. Prepared: it is there for other sessions, behind a transaction that has ended.
static FoundBlocks::Bad refusalOf(size_t index, const TransactionControl &control)
{
    const QString name = nameOf(control);
    if (holdsWord(control.words, "PREPARED") || control.words[0] == "PREPARE")
        return {
            index, tr("%1 is for transactions that are ended by another session, which no file can be").arg(name),
            tr("Remove it: each file runs in transactions that it ends itself.")};
    return {
        index, tr("%1 would undo what stands before it, and the file would still count as run").arg(name),
        tr("Remove it, with the statements that it undoes.")};
}

FoundBlocks pairUp(const std::vector<TransactionControl> &controls, size_t statements)
{
    FoundBlocks found;
    const auto refuse = [&found](size_t control, const QString &message) {
        found.bad.push_back(
            {control, message, tr("A BEGIN with its COMMIT may stay; remove what has no counterpart.")});
    };
    const auto add = [&found](size_t first, size_t last, TextRange begin) {
        if (first < last)
            found.blocks.push_back({first, last, begin});
    };
    std::optional<size_t> open;
    size_t from = 0; // behind the last one that ended
    for (size_t i = 0; i < controls.size(); ++i) {
        const TransactionControl &control = controls[i];
        const QString name = nameOf(control);
        switch (control.word) {
        case TransactionWord::None:
            break;
        case TransactionWord::Begin:
            if (open)
                refuse(i, tr("%1 inside a transaction that the file has begun already").arg(name));
            else
                open = i;
            found.hasModes = found.hasModes || !isPlain(control.words);
            break;
        case TransactionWord::Commit:
            if (open) {
                add(controls[*open].place, control.place, controls[*open].range);
            } else if (control.place > from && control.place < statements) {
                add(from, control.place, {});
                found.isParted = true;
            } else {
                refuse(i, tr("%1 without a BEGIN").arg(name));
            }
            open.reset();
            from = control.place;
            break;
        case TransactionWord::Chain:
            found.bad.push_back(
                {i, tr("%1 begins a transaction without a BEGIN, which a file cannot do").arg(name),
                 tr("Write COMMIT and then BEGIN, with the modes of the first BEGIN where it has any.")});
            from = control.place;
            break;
        case TransactionWord::Other:
            found.bad.push_back(refusalOf(i, control));
            break;
        }
    }
    if (open)
        refuse(*open, tr("%1 without a COMMIT").arg(sql::commandName(controls[*open].words)));
    return found;
}

} // namespace howdah::migration
