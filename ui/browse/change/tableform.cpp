// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "browse/change/tableform.h"

#include "base/figures.h"
#include "browse/change/columndraftmodel.h"
#include "browse/change/commentedit.h"
#include "catalog/change/columntypes.h"
#include "catalog/identifier.h"
#include "common/density.h"

#include <QCheckBox>
#include <QComboBox>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QTableView>

#include <algorithm>
#include <limits>
#include <tuple>

using namespace Qt::StringLiterals;

namespace howdah::ui {

namespace {

QString tableTitle(const catalog::Snapshot &began, quint32 table)
{
    const catalog::Relation *relation = began->relation(table);
    return relation ? TableForm::tr("Alter table %1").arg(catalog::qualifiedName(relation->schema, relation->name))
                    : TableForm::tr("Create a table");
}

} // namespace

TableForm::TableForm(const catalog::Snapshot &began, quint32 table, const QString &schema, QWidget *parent)
    : StructureForm(named(tableTitle(began, table)), began, parent)
    , m_oid(table)
    , m_columns(new ColumnDraftModel(table == 0, catalog::typesFor(*began), this))
{
    setObjectName(u"tableForm"_s);
    catalog::TableDraft draft = catalog::draftOf(*began, table);
    if (table == 0) {
        draft.schema = schema;
        catalog::ColumnDraft id;
        id.name = u"id"_s;
        id.type = u"bigint"_s;
        id.identity = 'a';
        id.notNull = true;
        draft.columns = {id};
    }
    content()->addWidget(makeHead(draft));
    m_columns->setColumns(draft.columns);
    if (table == 0)
        m_columns->setData(m_columns->index(0, ColumnDraftModel::Key), Qt::Checked, Qt::CheckStateRole);
    content()->addWidget(makeTable(), 3);
    content()->addWidget(makeTools());
    m_dependents = mutedLabel();
    m_dependents->setObjectName(u"dependents"_s);
    m_dependents->setWordWrap(true);
    m_cascade = new QCheckBox(tr("Also drop what depends on the dropped columns (CASCADE)"));
    m_cascade->setObjectName(u"cascade"_s);
    for (QWidget *widget : {static_cast<QWidget *>(m_dependents), static_cast<QWidget *>(m_cascade)}) {
        widget->hide();
        content()->addWidget(widget);
    }
    connect(m_cascade, &QCheckBox::toggled, this, [this] { refresh(); });
    makeIdentity();
    for (const auto signal : {&QAbstractItemModel::rowsInserted, &QAbstractItemModel::rowsRemoved})
        connect(m_columns, signal, this, &TableForm::followColumns);
    connect(m_columns, &QAbstractItemModel::rowsMoved, this, [this] { refresh(); });
    connect(m_columns, &QAbstractItemModel::dataChanged, this, &TableForm::followIdentities);
    finish();
    resizeWithin({940, 700});
    m_name->setFocus();
}

QWidget *TableForm::makeHead(const catalog::TableDraft &draft)
{
    auto *head = new QWidget;
    auto *form = new QFormLayout(head);
    form->setContentsMargins(0, 0, 0, 0);
    m_schema = new QComboBox;
    m_schema->setObjectName(u"schema"_s);
    m_schema->setAccessibleName(tr("Schema"));
    for (const catalog::Schema &schema : began()->schemas) {
        if (schema.name != "pg_catalog"_L1 && schema.name != "information_schema"_L1)
            m_schema->addItem(schema.name);
    }
    m_schema->setCurrentText(draft.schema);
    m_name = field(form, tr("Name"), u"name"_s);
    m_name->setText(draft.name);
    form->addRow(tr("Schema"), m_schema);
    m_comment = new CommentEdit(tr("Comment"));
    m_comment->setComment(draft.comment);
    m_comment->setLines(2);
    form->addRow(tr("Comment"), m_comment);
    connect(m_name, &QLineEdit::textChanged, this, [this] { refresh(); });
    connect(m_comment, &QPlainTextEdit::textChanged, this, [this] { refresh(); });
    connect(m_schema, &QComboBox::currentTextChanged, this, [this] { refresh(); });
    return head;
}

QWidget *TableForm::makeTable()
{
    m_table = new QTableView;
    m_table->setObjectName(u"columns"_s);
    m_table->setAccessibleName(tr("Columns"));
    m_table->setModel(m_columns);
    m_table->setItemDelegate(new ColumnDraftDelegate(m_table));
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->setEditTriggers(
        QAbstractItemView::DoubleClicked | QAbstractItemView::EditKeyPressed | QAbstractItemView::AnyKeyPressed
        | QAbstractItemView::SelectedClicked);
    m_table->setAlternatingRowColors(true);
    m_table->setTabKeyNavigation(false);
    m_table->verticalHeader()->hide();
    m_table->verticalHeader()->setDefaultSectionSize(ui::rowHeight());
    m_table->horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    m_table->horizontalHeader()->setStretchLastSection(true);
    const std::array widths{44, 170, 210, 74, 160, 96};
    for (int column = 0; column < int(widths.size()); ++column)
        m_table->setColumnWidth(column, widths[size_t(column)]);
    m_table->setColumnHidden(ColumnDraftModel::Key, m_oid != 0);
    m_table->setMinimumHeight(5 * ui::rowHeight());
    return m_table;
}

QWidget *TableForm::makeTools()
{
    auto *tools = new QWidget;
    auto *row = new QHBoxLayout(tools);
    row->setContentsMargins(0, 0, 0, 0);
    const auto add = [row](const QString &text, const QString &name) {
        QPushButton *made = button(text);
        made->setObjectName(name);
        row->addWidget(made);
        return made;
    };
    connect(add(tr("Add column"), u"addColumn"_s), &QPushButton::clicked, this, [this] {
        const QModelIndex made = m_columns->index(m_columns->addColumn(), ColumnDraftModel::Name);
        m_table->setCurrentIndex(made);
        m_table->edit(made);
    });
    connect(add(tr("Remove column"), u"removeColumn"_s), &QPushButton::clicked, this, &TableForm::removeCurrent);
    // Of a table that is there, PostgreSQL keeps the order.
    if (m_oid == 0) {
        connect(add(tr("Move up"), u"moveUp"_s), &QPushButton::clicked, this, [this] { moveCurrent(-1); });
        connect(add(tr("Move down"), u"moveDown"_s), &QPushButton::clicked, this, [this] { moveCurrent(1); });
    }
    row->addStretch(1);
    return tools;
}

void TableForm::makeIdentity()
{
    m_highest = mutedLabel();
    m_highest->setObjectName(u"highestValue"_s);
    m_highest->setWordWrap(true);
    m_continue = new QCheckBox;
    m_continue->setObjectName(u"continueIdentity"_s);
    for (QWidget *widget : {static_cast<QWidget *>(m_highest), static_cast<QWidget *>(m_continue)}) {
        widget->hide();
        content()->addWidget(widget);
    }
    connect(m_continue, &QCheckBox::toggled, this, &TableForm::followIdentities);
}

// An identity on a column that is there counts from 1, whatever the column holds.
void TableForm::followIdentities()
{
    qint16 wanted = 0;
    int row = 0;
    for (int i = 0; i < int(m_columns->columns().size()); ++i) {
        const catalog::ColumnDraft &column = m_columns->columns()[i];
        const catalog::Column *before = began()->column(m_oid, column.number);
        if (column.number != 0 && before && column.identity && !before->identity)
            std::tie(wanted, row) = std::pair(column.number, i);
    }
    if (std::exchange(m_identity, wanted) != wanted) {
        m_nextValue.reset();
        m_continue->hide();
        m_highest->setText(tr("Looking up the highest value of the column…"));
        m_highest->setVisible(wanted != 0);
        if (wanted != 0)
            Q_EMIT highestWanted(wanted);
    }
    if (wanted != 0)
        m_columns->setStart(row, m_continue->isChecked() ? m_nextValue : std::nullopt);
    refresh();
}

void TableForm::setHighest(qint16 column, const Result<std::optional<qint64>> &highest)
{
    if (column != m_identity)
        return;
    const catalog::Column *before = began()->column(m_oid, column);
    if (!highest) {
        m_highest->setText(tr("The identity of %1 counts from 1. What the column holds could not be read: %2")
                               .arg(before->name, highest.error().message));
        return;
    }
    if (!*highest || **highest < 1) {
        m_highest->setText(
            tr("The identity of %1 counts from 1; the column holds nothing from there on.").arg(before->name));
        return;
    }
    const QString type = catalog::canonicalType(before->type);
    const qint64 most = type == "smallint"_L1 ? std::numeric_limits<qint16>::max()
                      : type == "integer"_L1  ? std::numeric_limits<qint32>::max()
                                              : std::numeric_limits<qint64>::max();
    if (**highest >= most) {
        m_highest->setText(
            tr("%1 holds the highest value of its type: an identity counts from 1 and meets it.").arg(before->name));
        return;
    }
    m_nextValue = **highest + 1;
    m_highest->setText(tr("%1 holds values up to %2. From 1 on, the identity would meet them.")
                           .arg(before->name, countText(**highest)));
    m_continue->setText(tr("Start with the next free value, %1").arg(countText(*m_nextValue)));
    m_continue->show();
    m_continue->setChecked(true);
    followIdentities();
}

void TableForm::removeCurrent()
{
    if (const QModelIndex current = m_table->currentIndex(); current.isValid())
        m_columns->removeColumn(current.row());
}

void TableForm::moveCurrent(int by)
{
    if (const QModelIndex current = m_table->currentIndex(); current.isValid())
        m_table->setCurrentIndex(m_columns->index(m_columns->moveColumn(current.row(), by), current.column()));
}

bool TableForm::drops() const
{
    return m_oid != 0 && std::ranges::any_of(began()->columnsOf(m_oid), [this](const catalog::Column &column) {
               return std::ranges::find(m_columns->columns(), column.number, &catalog::ColumnDraft::number)
                   == m_columns->columns().end();
           });
}

// A column more or less: what depends on those that go is looked at anew.
void TableForm::followColumns()
{
    const qsizetype kept =
        std::ranges::count_if(m_columns->columns(), [](const catalog::ColumnDraft &one) { return one.number != 0; });
    if (std::exchange(m_kept, kept) != kept) {
        m_cascade->setChecked(false);
        m_cascade->hide();
        m_dependents->hide();
        if (drops())
            Q_EMIT dependentsWanted();
    }
    followIdentities();
}

void TableForm::setDependents(const QString &text)
{
    m_dependents->setText(text.isEmpty() ? tr("Nothing else depends on the dropped columns.") : text);
    m_dependents->setVisible(drops());
    m_cascade->setVisible(drops() && !text.isEmpty());
}

catalog::StructureChange TableForm::change() const
{
    catalog::TableDraft draft;
    draft.oid = m_oid;
    draft.schema = m_schema->currentText();
    draft.name = m_name->text();
    draft.comment = m_comment->comment();
    draft.columns = m_columns->columns();
    draft.primaryKey = m_columns->primaryKey();
    draft.cascade = m_cascade && m_cascade->isChecked();
    return draft;
}

} // namespace howdah::ui
