// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "entity/view/boardmodel.h"

#include "common/moments.h"
#include "common/tooltips.h"
#include "entity/entitywords.h"

#include <QMimeData>

using namespace Qt::StringLiterals;

namespace howdah::ui {

void BoardModel::setColumn(std::shared_ptr<const entity::Board> board, int column)
{
    beginResetModel();
    m_board = std::move(board);
    m_column = column;
    endResetModel();
}

int BoardModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() || !m_board ? 0 : int(column().cards.size());
}

QVariant BoardModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const entity::BoardCard &one = card(index.row());
    const QString label = one.label.isEmpty() ? keyText(one.key) : one.label.left(400).simplified();
    if (role == Qt::DisplayRole)
        return label;
    if (role != Qt::ToolTipRole && role != Qt::AccessibleTextRole)
        return {};
    QStringList lines{label};
    if (!one.subtitle.isEmpty())
        lines << one.subtitle.left(400);
    for (const auto &[name, value] : one.facts)
        lines << name + u": "_s + value.left(200);
    if (!one.time.isEmpty())
        lines << shownMoment(one.time);
    return role == Qt::ToolTipRole ? plainToolTip(lines.join(u'\n')) : lines.join(u", "_s);
}

Qt::ItemFlags BoardModel::flags(const QModelIndex &index) const
{
    return index.isValid() ? Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemIsDragEnabled : Qt::ItemIsDropEnabled;
}

QMimeData *BoardModel::mimeData(const QModelIndexList &indexes) const
{
    if (indexes.isEmpty())
        return nullptr;
    auto *data = new QMimeData;
    data->setData(mimeType(), QByteArray::number(m_column) + ' ' + QByteArray::number(indexes.first().row()));
    return data;
}

std::optional<std::pair<int, int>> BoardModel::placeIn(const QMimeData &data)
{
    const QList<QByteArray> parts = data.data(mimeType()).split(' ');
    return parts.size() == 2 ? std::optional(std::pair(parts[0].toInt(), parts[1].toInt())) : std::nullopt;
}

} // namespace howdah::ui
