// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "migrate/list/lossmodel.h"

#include "base/figures.h"

#include <QFont>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::ui {

using migration::Loss;
using migration::LossKind;

static QString objectText(const Loss &loss)
{
    QString name = loss.schema.isEmpty() ? loss.name : loss.schema + u'.' + loss.name;
    if (!loss.column.isEmpty())
        name += u'.' + loss.column;
    return name;
}

static QString kindText(LossKind kind)
{
    switch (kind) {
    case LossKind::Table:
        return LossModel::tr("Table");
    case LossKind::Column:
        return LossModel::tr("Column");
    case LossKind::Rows:
        return LossModel::tr("Rows");
    case LossKind::Schema:
        return LossModel::tr("Schema");
    case LossKind::Other:
        return LossModel::tr("Other");
    }
    return {};
}

void LossModel::setLosses(std::vector<Loss> losses)
{
    beginResetModel();
    m_losses = std::move(losses);
    // The largest first: that is what decides.
    std::ranges::stable_sort(m_losses, std::greater{}, [](const Loss &loss) {
        return loss.exists ? loss.rows.value_or(std::numeric_limits<qint64>::max()) : -1;
    });
    endResetModel();
}

qint64 LossModel::lostRows() const
{
    qint64 sum = 0;
    for (const Loss &loss : m_losses) {
        const bool inDropped =
            loss.kind != LossKind::Table && std::ranges::any_of(m_losses, [&loss](const Loss &other) {
                return other.kind == LossKind::Table && other.schema == loss.schema && other.name == loss.name;
            });
        if (loss.exists && !inDropped)
            sum += loss.rows.value_or(0);
    }
    return sum;
}

bool LossModel::isExact() const
{
    return std::ranges::all_of(m_losses, [](const Loss &loss) { return !loss.exists || (loss.rows && loss.exact); });
}

bool LossModel::hasUnknown() const
{
    return std::ranges::any_of(m_losses, [](const Loss &loss) { return loss.exists && !loss.rows; });
}

int LossModel::rowCount(const QModelIndex &parent) const { return parent.isValid() ? 0 : int(m_losses.size()); }

int LossModel::columnCount(const QModelIndex &parent) const { return parent.isValid() ? 0 : int(ColumnCount); }

QString LossModel::rowsText(const Loss &loss) const
{
    if (!loss.exists)
        return tr("not there");
    if (!loss.rows)
        return loss.kind == LossKind::Schema ? tr("all contents") : tr("not counted");
    const QString count = countText(*loss.rows);
    return loss.exact ? count : tr("about %1").arg(count);
}

QVariant LossModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const Loss &loss = m_losses[size_t(index.row())];
    if (role == Qt::TextAlignmentRole && index.column() == Rows)
        return int(Qt::AlignRight | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    switch (Column(index.column())) {
    case What:
        return kindText(loss.kind);
    case Object:
        return objectText(loss);
    case Rows:
        return rowsText(loss);
    case Because:
        if (loss.line == 0) // an event trigger, say
            return tr("Any");
        return tr("%1, line %2").arg(loss.version.text()).arg(loss.line);
    case ColumnCount:
        break;
    }
    return {};
}

QVariant LossModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return int((section == Rows ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    switch (Column(section)) {
    case What:
        return tr("Kind");
    case Object:
        return tr("Name");
    case Rows:
        return tr("Rows or values");
    case Because:
        return tr("Migration");
    case ColumnCount:
        break;
    }
    return {};
}

} // namespace howdah::ui
