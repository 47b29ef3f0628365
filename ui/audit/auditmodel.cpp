// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "audit/auditmodel.h"

#include "base/figures.h"
#include "common/icons.h"
#include "common/tooltips.h"
#include "connection/audit/auditexport.h"

#include <QLocale>

using namespace Qt::StringLiterals;

namespace howdah::ui {

using connection::AuditEntry;

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

void AuditModel::setEntries(std::vector<AuditEntry> entries)
{
    beginResetModel();
    m_entries = std::move(entries);
    endResetModel();
}

void AuditModel::append(std::vector<AuditEntry> entries)
{
    if (entries.empty())
        return;
    const int first = int(m_entries.size());
    beginInsertRows({}, first, first + int(entries.size()) - 1);
    std::ranges::move(entries, std::back_inserter(m_entries));
    endInsertRows();
}

int AuditModel::rowCount(const QModelIndex &parent) const { return parent.isValid() ? 0 : int(m_entries.size()); }
int AuditModel::columnCount(const QModelIndex &parent) const { return parent.isValid() ? 0 : int(ColumnCount); }

QVariant AuditModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const AuditEntry &one = m_entries[std::size_t(index.row())];
    const Column column = Column(index.column());
    if (role == ToneRole)
        return int(toneOf(one));
    if (role == Qt::DecorationRole && column == Outcome)
        return icon(toneOf(one));
    if (role == Qt::TextAlignmentRole && (column == Rows || column == Time))
        return int(Qt::AlignRight | Qt::AlignVCenter);
    if (role == Qt::ToolTipRole && column == Where)
        return plainToolTip(one.profile.isEmpty() ? one.target : one.profile + u"\n"_s + one.target);
    if (role != Qt::DisplayRole)
        return {};
    const QLocale locale;
    switch (column) {
    case When:
        return locale.toString(one.at.toLocalTime(), u"yyyy-MM-dd HH:mm:ss"_s);
    case Where:
        return one.profile.isEmpty() ? one.target : one.profile;
    case Outcome:
        return outcomeOf(one);
    case Rows:
        return one.rows < 0 ? QString() : countText(one.rows);
    case Time:
        return one.milliseconds <= 0 ? QString() : durationText(one.milliseconds);
    case What:
        return connection::auditSummary(one);
    case ColumnCount:
        break;
    }
    return {};
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
