// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "audit/auditmodel.h"

#include "base/figures.h"
#include "common/icons.h"
#include "common/moments.h"
#include "common/tooltips.h"
#include "connection/audit/auditexport.h"

using namespace Qt::StringLiterals;

namespace howdah::ui {

using connection::AuditEntry;
using connection::AuditTransaction;

Tone toneOf(AuditEntry::Outcome outcome)
{
    switch (outcome) {
    case AuditEntry::Outcome::Done:
    case AuditEntry::Outcome::Committed:
        return Tone::Applied;
    case AuditEntry::Outcome::Failed:
        return Tone::Failed;
    case AuditEntry::Outcome::Unknown:
        return Tone::Interrupted;
    case AuditEntry::Outcome::Undone:
    case AuditEntry::Outcome::RolledBack:
        return Tone::Neutral;
    case AuditEntry::Outcome::Refused:
        return Tone::Edited;
    }
    return Tone::Neutral;
}

// The lock and its opening stand out whatever their outcome.
static Tone toneOf(const AuditEntry &entry)
{
    if (entry.kind == AuditEntry::Kind::Unlock)
        return Tone::Production;
    const bool ran = entry.kind == AuditEntry::Kind::Statement || entry.kind == AuditEntry::Kind::End;
    return ran ? toneOf(entry.outcome) : Tone::Neutral;
}

static QString outcomeOf(const AuditEntry &entry)
{
    switch (entry.kind) {
    case AuditEntry::Kind::Unlock:
        return AuditModel::tr("unlocked");
    case AuditEntry::Kind::Lock:
        return AuditModel::tr("locked");
    case AuditEntry::Kind::Note:
        return AuditModel::tr("note");
    case AuditEntry::Kind::Profile:
        return AuditModel::tr("profile");
    case AuditEntry::Kind::Statement:
    case AuditEntry::Kind::End:
        break;
    }
    return connection::auditOutcomeWord(entry.outcome);
}

void AuditModel::setTransactions(std::vector<AuditTransaction> transactions)
{
    beginResetModel();
    m_all = std::move(transactions);
    endResetModel();
}

void AuditModel::setEntries(std::vector<AuditEntry> entries)
{
    std::vector<AuditTransaction> alone;
    alone.reserve(entries.size());
    for (AuditEntry &entry : entries)
        alone.push_back({{std::move(entry)}, {}});
    setTransactions(std::move(alone));
}

const AuditEntry &AuditModel::entry(const QModelIndex &index) const
{
    return isStatement(index) ? transaction(int(index.internalId()) - 1).entries[std::size_t(index.row())]
                              : transaction(index.row()).first();
}

// A statement has the number of its transaction, from 1, as its id; a transaction has none.
QModelIndex AuditModel::index(int row, int column, const QModelIndex &parent) const
{
    if (!hasIndex(row, column, parent))
        return {};
    return createIndex(row, column, quintptr(parent.isValid() ? parent.row() + 1 : 0));
}

QModelIndex AuditModel::parent(const QModelIndex &child) const
{
    return child.isValid() && isStatement(child) ? createIndex(int(child.internalId()) - 1, 0, quintptr(0))
                                                 : QModelIndex();
}

int AuditModel::rowCount(const QModelIndex &parent) const
{
    if (!parent.isValid())
        return int(m_all.size());
    if (isStatement(parent) || parent.column() != 0)
        return 0;
    const std::size_t statements = transaction(parent.row()).entries.size();
    return statements > 1 ? int(statements) : 0;
}

int AuditModel::columnCount(const QModelIndex & /*parent*/) const { return int(ColumnCount); }

Tone AuditModel::tone(const QModelIndex &index) const
{
    const AuditEntry &one = entry(index);
    if (isStatement(index) || transaction(index.row()).entries.empty())
        return toneOf(one);
    const bool ran = one.kind == AuditEntry::Kind::Statement;
    return ran ? toneOf(transaction(index.row()).outcome()) : toneOf(one);
}

QString AuditModel::text(const QModelIndex &index) const
{
    const AuditEntry &one = entry(index);
    const AuditTransaction *whole = isStatement(index) ? nullptr : &transaction(index.row());
    const qint64 rows = whole ? whole->rows() : one.rows;
    const double spent = whole ? whole->milliseconds() : one.milliseconds;
    switch (Column(index.column())) {
    case When:
        return shownMoment(one.at);
    case Who:
        return connection::auditPerson(one);
    case Where:
        return one.profile.isEmpty() ? one.target : one.profile;
    case Outcome:
        return whole && one.kind == AuditEntry::Kind::Statement ? connection::auditOutcomeWord(whole->outcome())
                                                                : outcomeOf(one);
    case Rows:
        return rows < 0 ? QString() : countText(rows);
    case Time:
        return spent <= 0 ? QString() : durationText(spent);
    case What:
        return whole ? whole->summary() : connection::auditSummary(one);
    case ColumnCount:
        break;
    }
    return {};
}

QVariant AuditModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const Column column = Column(index.column());
    if (role == ToneRole)
        return int(tone(index));
    if (role == Qt::DecorationRole && column == Outcome)
        return icon(tone(index));
    if (role == Qt::TextAlignmentRole && (column == Rows || column == Time))
        return int(Qt::AlignRight | Qt::AlignVCenter);
    if (role == Qt::ToolTipRole && column == Where) {
        const AuditEntry &one = entry(index);
        return plainToolTip(one.profile.isEmpty() ? one.target : one.profile + u"\n"_s + one.target);
    }
    return role == Qt::DisplayRole ? QVariant(text(index)) : QVariant();
}

QVariant AuditModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    const Column column = Column(section);
    if (role == Qt::TextAlignmentRole)
        return int((column == Rows || column == Time ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    switch (column) {
    case When:
        return tr("When");
    case Who:
        return tr("Who");
    case Where:
        return tr("Where");
    case Outcome:
        return tr("Outcome");
    case Rows:
        return tr("Rows");
    case Time:
        return tr("Time");
    case What:
        return tr("What");
    case ColumnCount:
        break;
    }
    return {};
}

} // namespace howdah::ui
