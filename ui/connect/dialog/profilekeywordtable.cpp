// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "connect/dialog/profilekeywordtable.h"

#include "common/density.h"
#include "common/icons.h"
#include "common/tooltips.h"
#include "common/widgets.h"

#include <QComboBox>
#include <QHeaderView>
#include <QLineEdit>
#include <QStyledItemDelegate>
#include <QTableWidget>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace howdah::ui {

namespace {

enum KeywordColumn { NameColumn, ValueColumn, DefaultColumn, MeaningColumn, ColumnCount };
constexpr int ChoicesRole = Qt::UserRole;

// A line, or a box with the only values there are.
class ValueDelegate final : public QStyledItemDelegate
{
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    QWidget *createEditor(QWidget *parent, const QStyleOptionViewItem &option, const QModelIndex &index) const override
    {
        const QStringList choices = index.data(ChoicesRole).toStringList();
        QWidget *editor = nullptr;
        if (choices.isEmpty()) {
            editor = QStyledItemDelegate::createEditor(parent, option, index);
        } else {
            auto *box = new QComboBox(parent);
            box->addItem(QString());
            box->addItems(choices);
            editor = box;
        }
        editor->setAccessibleName(index.siblingAtColumn(NameColumn).data().toString());
        return editor;
    }
    void setEditorData(QWidget *editor, const QModelIndex &index) const override
    {
        if (auto *box = qobject_cast<QComboBox *>(editor))
            box->setCurrentText(index.data(Qt::EditRole).toString());
        else
            QStyledItemDelegate::setEditorData(editor, index);
    }
    void setModelData(QWidget *editor, QAbstractItemModel *model, const QModelIndex &index) const override
    {
        if (const auto *box = qobject_cast<QComboBox *>(editor))
            model->setData(index, box->currentText(), Qt::EditRole);
        else
            QStyledItemDelegate::setModelData(editor, model, index);
    }
};

QTableWidgetItem *fixedItem(const QString &text)
{
    auto *item = new QTableWidgetItem(text);
    item->setFlags(Qt::ItemIsEnabled | Qt::ItemIsSelectable);
    return item;
}

} // namespace

ProfileKeywordTable::ProfileKeywordTable(const QStringList &shownElsewhere, QWidget *parent)
    : QWidget(parent)
    , m_filter(new QLineEdit)
    , m_table(new QTableWidget)
{
    for (const connection::ProfileKeyword &each : connection::profileKeywords()) {
        if (!shownElsewhere.contains(each.keyword))
            m_keywords.push_back(each);
    }
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, space::inside + space::tight, 0, 0);
    column->setSpacing(space::inside);
    QLabel *note = mutedLabel(tr("All other options of the installed libpq. Press F2 or double-click to edit a value; "
                                 "an empty one leaves the default (libpq)."));
    note->setWordWrap(true);
    column->addWidget(note);
    m_filter->setPlaceholderText(tr("Find an option"));
    m_filter->setAccessibleName(tr("Find an option"));
    addClearButton(m_filter);
    column->addWidget(m_filter);
    column->addWidget(m_table, 1);
    connect(m_filter, &QLineEdit::textChanged, this, &ProfileKeywordTable::filter);
    fill();
    connect(m_table, &QTableWidget::itemChanged, this, [this](const QTableWidgetItem *item) {
        if (item->column() == ValueColumn)
            Q_EMIT edited(m_keywords[size_t(item->row())].keyword);
    });
}

void ProfileKeywordTable::fill()
{
    m_table->setAccessibleName(tr("libpq options"));
    m_table->setColumnCount(ColumnCount);
    m_table->setHorizontalHeaderLabels({tr("Option"), tr("Value"), tr("Default"), tr("Meaning")});
    m_table->setRowCount(int(m_keywords.size()));
    m_table->verticalHeader()->hide();
    m_table->verticalHeader()->setDefaultSectionSize(rowHeight());
    m_table->setItemDelegateForColumn(ValueColumn, new ValueDelegate(m_table));
    m_table->setEditTriggers(
        QAbstractItemView::DoubleClicked | QAbstractItemView::EditKeyPressed | QAbstractItemView::AnyKeyPressed);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->setTabKeyNavigation(false); // Tab leaves the table, the arrows walk in it
    m_table->setShowGrid(false);
    for (int row = 0; row < int(m_keywords.size()); ++row) {
        const connection::ProfileKeyword &each = m_keywords[size_t(row)];
        m_table->setItem(row, NameColumn, fixedItem(each.keyword));
        auto *value = new QTableWidgetItem;
        value->setData(ChoicesRole, each.choices);
        m_table->setItem(row, ValueColumn, value);
        // A variable is written as one, so that its name is not taken for the value.
        const bool fromVariable = each.byDefault.isEmpty() && !each.variable.isEmpty();
        const QString without = fromVariable ? u'$' + each.variable : each.byDefault;
        m_table->setItem(row, DefaultColumn, fixedItem(without));
        m_table->setItem(row, MeaningColumn, fixedItem({}));
        showMeaning(row);
    }
    m_table->resizeColumnToContents(NameColumn);
    m_table->setColumnWidth(ValueColumn, 150);
    m_table->setColumnWidth(DefaultColumn, 110);
    m_table->horizontalHeader()->setSectionResizeMode(MeaningColumn, QHeaderView::Stretch);
    m_table->horizontalHeader()->setHighlightSections(false);
    m_table->setCurrentCell(0, ValueColumn);
}

void ProfileKeywordTable::showMeaning(int row)
{
    const QSignalBlocker quiet(m_table);
    const connection::ProfileKeyword &keyword = m_keywords[size_t(row)];
    const QString problem = m_problems.value(keyword.keyword);
    QTableWidgetItem *meaning = m_table->item(row, MeaningColumn);
    meaning->setText(problem.isEmpty() ? keyword.label : problem);
    meaning->setToolTip(plainToolTip(meaning->text()));
    meaning->setIcon(problem.isEmpty() ? QIcon() : icon(Tone::Failed));
    meaning->setData(Qt::ForegroundRole, problem.isEmpty() ? QVariant() : QVariant(color(Tone::Failed, palette())));
    QStringList heard{keyword.keyword, value(keyword.keyword), meaning->text()};
    heard.removeAll(QString());
    m_table->item(row, ValueColumn)->setData(Qt::AccessibleTextRole, heard.join(u", "_s));
    m_table->viewport()->update();
}

void ProfileKeywordTable::filter(const QString &text)
{
    const QString wanted = text.trimmed();
    for (int row = 0; row < m_table->rowCount(); ++row) {
        const connection::ProfileKeyword &each = m_keywords[size_t(row)];
        m_table->setRowHidden(
            row,
            !each.keyword.contains(wanted, Qt::CaseInsensitive) && !each.label.contains(wanted, Qt::CaseInsensitive));
    }
}

QStringList ProfileKeywordTable::keys() const
{
    QStringList all;
    for (const connection::ProfileKeyword &each : m_keywords)
        all << each.keyword;
    return all;
}

QString ProfileKeywordTable::value(const QString &key) const
{
    const auto row = keys().indexOf(key);
    return row < 0 ? QString() : m_table->item(int(row), ValueColumn)->text().trimmed();
}

void ProfileKeywordTable::setValue(const QString &key, const QString &value)
{
    const auto row = keys().indexOf(key);
    if (row < 0 || this->value(key) == value)
        return;
    {
        const QSignalBlocker quiet(m_table);
        m_table->item(int(row), ValueColumn)->setText(value);
    }
    showMeaning(int(row));
}

void ProfileKeywordTable::setProblem(const QString &key, const QString &problem)
{
    const auto row = keys().indexOf(key);
    if (row < 0 || m_problems.value(key) == problem)
        return;
    if (problem.isEmpty())
        m_problems.remove(key);
    else
        m_problems.insert(key, problem);
    showMeaning(int(row));
}

} // namespace howdah::ui
