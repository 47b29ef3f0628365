// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "edit/statementview.h"

#include "common/density.h"
#include "common/icons.h"
#include "common/code/sqlview.h"
#include "common/widgets.h"
#include "data/edit/changeset.h"
#include "edit/flowlayout.h"
#include "value/celldelegate.h"
#include "value/cellroles.h"

#include <QAction>
#include <QClipboard>
#include <QGuiApplication>
#include <QHeaderView>
#include <QTableView>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace howdah::ui {

// ---- the parameters

void ParameterModel::setParameters(std::vector<std::optional<QByteArray>> parameters)
{
    beginResetModel();
    m_parameters = std::move(parameters);
    endResetModel();
}

int ParameterModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_parameters.size());
}

int ParameterModel::columnCount(const QModelIndex &parent) const { return parent.isValid() ? 0 : 2; }

QVariant ParameterModel::data(const QModelIndex &index, int role) const
{
    constexpr qsizetype mostBytes = 4000;
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const auto &value = m_parameters[size_t(index.row())];
    if (index.column() == 0)
        return role == Qt::DisplayRole ? QVariant(u'$' + QString::number(index.row() + 1)) : QVariant();
    switch (role) {
    case Qt::DisplayRole:
        return value ? data::decoded(value->first(qMin(value->size(), mostBytes))) : u"NULL"_s;
    case Qt::AccessibleTextRole:
        return value && value->isEmpty() ? tr("empty string") : data(index, Qt::DisplayRole).toString();
    case IsNullRole:
        return !value;
    case CellStateRole:
        return int(!value ? CellState::Null : value->isEmpty() ? CellState::Empty : CellState::Value);
    default:
        return {};
    }
}

QVariant ParameterModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    return section == 0 ? tr("Parameter") : tr("Value");
}

// ---- the view

StatementView::StatementView(QWidget *parent)
    : QWidget(parent)
    , m_sql(new SqlView)
    , m_table(new QTableView)
    , m_readable(new QAction(icon(u"code-context"), tr("Inline values"), this))
    , m_copy(new QAction(icon(u"edit-copy"), tr("Copy the SQL"), this))
{
    m_readable->setObjectName(u"readableSql"_s);
    m_readable->setCheckable(true);
    m_readable->setToolTip(
        tr("Show the statement with its values in it, for reading only; it is sent with parameters"));
    m_copy->setObjectName(u"copySql"_s);
    m_copy->setToolTip(tr("Copy the statement with its parameters"));
    connect(m_readable, &QAction::toggled, this, &StatementView::show);
    connect(m_copy, &QAction::triggered, this, [this] { QGuiApplication::clipboard()->setText(copyText()); });
    m_sql->setObjectName(u"changeSql"_s);
    m_sql->setAccessibleName(tr("SQL of the selected change"));
    m_table->setObjectName(u"changeParameters"_s);
    m_table->setAccessibleName(tr("Parameters of the statement"));
    m_table->setModel(&m_parameters);
    m_table->setItemDelegate(new CellDelegate(m_table));
    m_table->setTabKeyNavigation(false);
    m_table->setShowGrid(false);
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->verticalHeader()->hide();
    m_table->verticalHeader()->setDefaultSectionSize(rowHeight());
    m_table->horizontalHeader()->setStretchLastSection(true);

    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(space::tight);
    auto *row = new FlowLayout;
    row->setContentsMargins(space::inside, 0, space::inside, 0);
    row->setSpacing(space::tight);
    QLabel *heading = mutedLabel(tr("SQL preview"));
    row->addWidget(heading);
    QPushButton *readable = buttonFor(m_readable);
    readable->setCheckable(true);
    connect(m_readable, &QAction::toggled, readable, &QPushButton::setChecked);
    row->addWidget(readable);
    row->addWidget(buttonFor(m_copy));
    heading->setFixedHeight(readable->sizeHint().height());
    column->addLayout(row);
    column->addWidget(m_sql, 3);
    column->addWidget(m_table, 2);
    // Some lines of each: in a place that is lower it scrolls.
    constexpr int least = 76;
    m_sql->setMinimumHeight(least);
    m_table->setMinimumHeight(least);
    show();
}

void StatementView::setStatement(const std::optional<connection::Statement> &statement)
{
    if (m_statement == statement)
        return;
    m_statement = statement;
    show();
}

void StatementView::show()
{
    const bool readable = m_readable->isChecked();
    QString text;
    if (m_statement)
        text = readable ? data::readableSql(*m_statement) : m_statement->sql;
    if (text.size() > MostShown)
        text = text.first(MostShown) + u"\n-- "_s + tr("the rest is not shown; copying copies all of it");
    m_sql->setSql(text);
    m_parameters.setParameters(
        m_statement && !readable ? m_statement->parameters : std::vector<std::optional<QByteArray>>());
    m_table->setVisible(m_parameters.rowCount() > 0);
    m_copy->setEnabled(m_statement.has_value());
}

// As sent it is whole with its parameters, which stand beneath it as comments.
QString StatementView::copyText() const
{
    if (!m_statement)
        return {};
    if (m_readable->isChecked())
        return data::readableSql(*m_statement) + u";\n"_s;
    QString text = m_statement->sql + u";\n"_s;
    for (size_t i = 0; i < m_statement->parameters.size(); ++i) {
        const auto &value = m_statement->parameters[i];
        QString shown = value ? u'\'' + data::decoded(*value).replace(u'\'', u"''"_s) + u'\'' : u"NULL"_s;
        shown.replace(u'\n', u"\n-- "_s);
        text += u"-- $%1 = "_s.arg(i + 1) + shown + u'\n';
    }
    return text;
}

} // namespace howdah::ui
