// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "migration/plan/step.h"

#include <QByteArray>

// The transactions that a file begins and ends by itself.
namespace howdah::migration {

enum class TransactionWord {
    None,   // no statement that controls the transaction, or one that stays inside (SAVEPOINT)
    Begin,  // BEGIN, START TRANSACTION
    Commit, // COMMIT, END
    Chain,  // COMMIT AND CHAIN
    Other,  // ROLLBACK, PREPARE TRANSACTION: what a migration cannot do
};
[[nodiscard]] TransactionWord transactionWordOf(const std::vector<QByteArray> &words);

// One of these statements, in a file.
struct TransactionControl
{
    TransactionWord word = TransactionWord::None;
    std::vector<QByteArray> words; // in upper case
    size_t place = 0;              // how many other statements stand before it
    TextRange range = {};
    qsizetype line = 0;
};

struct FoundBlocks
{
    std::vector<TransactionBlock> blocks; // none is empty
    struct Bad
    {
        size_t control = 0; // its index
        QString message;
        QString hint;
    };
    std::vector<Bad> bad;  // what has no counterpart, or cannot be done
    bool hasModes = false; // BEGIN ISOLATION LEVEL ...
    bool isParted = false; // by a COMMIT without a BEGIN, which ends what stands before it
};
// Pure: pairs them up. `statements`: how many others the file has.
[[nodiscard]] FoundBlocks pairUp(const std::vector<TransactionControl> &controls, size_t statements);

} // namespace howdah::migration
