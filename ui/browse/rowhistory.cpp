// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "browse/rowhistory.h"

#include "grid/gridmodel.h"
#include "grid/gridtable.h"
#include "common/icons.h"

#include <QAction>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

using namespace Qt::StringLiterals;

namespace howdah::ui {

RowHistory::RowHistory(const GridModel *model, GridTable *table, const data::RelationShape &shape, QObject *parent)
    : QObject(parent)
    , m_model(model)
    , m_table(table)
    , m_shape(shape)
    , m_action(new QAction(icon(u"view-history"), tr("Who changed this row"), this))
{
    m_action->setObjectName(u"whoChangedRow"_s);
    m_action->setToolTip(tr("What the audit log of this computer says of it"));
    m_action->setShortcut(Qt::CTRL | Qt::ALT | Qt::Key_H);
    m_action->setShortcutContext(Qt::WidgetShortcut);
    connect(m_action, &QAction::triggered, this, &RowHistory::ask);
    table->addAction(m_action);
}

void RowHistory::ask()
{
    const int row = m_table->currentIndex().row();
    const data::IndexShape *key = data::keyOf(m_shape);
    if (row < 0 || row >= m_model->rowCount())
        return Q_EMIT refused(tr("Select a row first"));
    if (!key)
        return Q_EMIT refused(tr("%1 has no key by which the log could know its rows").arg(m_shape.name));
    QJsonArray parts;
    for (const int column : key->columns) {
        const data::CellValue value = m_model->rows().value(row, column);
        if (!value.isText())
            return Q_EMIT refused(tr("This row has not been saved yet"));
        parts.append(QJsonArray{m_shape.columns[size_t(column)].name, data::decoded(value.bytes())});
    }
    const QJsonObject subject{{u"schema"_s, m_shape.schema}, {u"table"_s, m_shape.name}, {u"key"_s, parts}};
    Q_EMIT wanted(QString::fromUtf8(QJsonDocument(subject).toJson(QJsonDocument::Compact)));
}

} // namespace howdah::ui
