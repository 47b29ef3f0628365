// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "sql/lockmode.h"

#include <array>

using namespace Qt::StringLiterals;

namespace howdah::sql {

static constexpr std::array<const char16_t *, 9> PgLocksNames{
    u"",          u"AccessShareLock",       u"RowShareLock",  u"RowExclusiveLock",   u"ShareUpdateExclusiveLock",
    u"ShareLock", u"ShareRowExclusiveLock", u"ExclusiveLock", u"AccessExclusiveLock"};

QString lockModeName(LockMode mode)
{
    switch (mode) {
    case LockMode::None:
        return {};
    case LockMode::AccessShare:
        return u"ACCESS SHARE"_s;
    case LockMode::RowShare:
        return u"ROW SHARE"_s;
    case LockMode::RowExclusive:
        return u"ROW EXCLUSIVE"_s;
    case LockMode::ShareUpdateExclusive:
        return u"SHARE UPDATE EXCLUSIVE"_s;
    case LockMode::Share:
        return u"SHARE"_s;
    case LockMode::ShareRowExclusive:
        return u"SHARE ROW EXCLUSIVE"_s;
    case LockMode::Exclusive:
        return u"EXCLUSIVE"_s;
    case LockMode::AccessExclusive:
        return u"ACCESS EXCLUSIVE"_s;
    }
    return {};
}

LockMode lockModeOf(QStringView pgLocksMode)
{
    for (size_t i = 1; i < PgLocksNames.size(); ++i) {
        if (pgLocksMode == QStringView(PgLocksNames[i]))
            return LockMode(i);
    }
    return LockMode::None;
}

// The table of the manual, one row a mode: a bit is set for each mode that waits.
bool conflicts(LockMode held, LockMode wanted)
{
    static constexpr std::array<unsigned, 9> Waiting{
        0,
        0b1'0000'0000,  // ACCESS SHARE
        0b1'1000'0000,  // ROW SHARE
        0b1'1110'0000,  // ROW EXCLUSIVE
        0b1'1111'0000,  // SHARE UPDATE EXCLUSIVE
        0b1'1101'1000,  // SHARE
        0b1'1111'1000,  // SHARE ROW EXCLUSIVE
        0b1'1111'1100,  // EXCLUSIVE
        0b1'1111'1110}; // ACCESS EXCLUSIVE
    return (Waiting[size_t(held)] >> unsigned(wanted)) & 1U;
}

bool blocksReads(LockMode mode) { return conflicts(mode, LockMode::AccessShare); }

bool blocksWrites(LockMode mode) { return conflicts(mode, LockMode::RowExclusive); }

} // namespace howdah::sql
