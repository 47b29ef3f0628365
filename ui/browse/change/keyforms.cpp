// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "browse/change/checkedcolumns.h"
#include "browse/change/partforms.h"
#include "catalog/identifier.h"
#include "value/valuetext.h"

#include <QCheckBox>
#include <QComboBox>
#include <QCompleter>
#include <QFormLayout>
#include <QLineEdit>
#include <QListWidget>

#include <array>

using namespace Qt::StringLiterals;

// The forms of indexes and constraints.
namespace howdah::ui {

namespace {

QString onTable(const catalog::Snapshot &began, quint32 table)
{
    const catalog::Relation *relation = began->relation(table);
    return relation ? catalog::qualifiedName(relation->schema, relation->name) : QString();
}

QString tableName(const catalog::Snapshot &began, quint32 table)
{
    const catalog::Relation *relation = began->relation(table);
    return relation ? relation->name : QString();
}

QFormLayout *formIn(QVBoxLayout *column)
{
    auto *fields = new QWidget;
    auto *form = new QFormLayout(fields);
    form->setContentsMargins(0, 0, 0, 0);
    column->addWidget(fields);
    return form;
}

// Names of PostgreSQL's length.
QString shortName(const QStringList &parts)
{
    constexpr qsizetype most = 63;
    QString name = parts.join(u'_');
    while (name.toUtf8().size() > most)
        name.chop(1);
    return name;
}

using Action = catalog::ReferentialAction;
constexpr std::array allActions{
    Action::NoAction, Action::Restrict, Action::Cascade, Action::SetNull, Action::SetDefault};

QComboBox *actionBox(const QString &name, const QString &label)
{
    auto *box = new QComboBox;
    box->setObjectName(name);
    box->setAccessibleName(label);
    // As SQL has them.
    box->addItems({u"NO ACTION"_s, u"RESTRICT"_s, u"CASCADE"_s, u"SET NULL"_s, u"SET DEFAULT"_s});
    return box;
}

} // namespace

IndexForm::IndexForm(const catalog::Snapshot &began, quint32 table, QWidget *parent)
    : StructureForm(named(tr("Create an index on %1").arg(onTable(began, table))), began, parent)
    , m_oid(table)
{
    setObjectName(u"indexForm"_s);
    QFormLayout *form = formIn(content());
    m_name = field(form, tr("Name"), u"name"_s);
    m_method = new QComboBox;
    m_method->setObjectName(u"method"_s);
    m_method->setAccessibleName(tr("Method"));
    m_method->addItems({u"btree"_s, u"hash"_s, u"gin"_s, u"gist"_s, u"spgist"_s, u"brin"_s});
    form->addRow(tr("Method"), m_method);
    m_columns = columnList(u"columns"_s, tr("Columns"));
    fillColumns(m_columns, *began, table);
    form->addRow(tr("Columns"), m_columns);
    m_expression = field(form, tr("Expression"), u"expression"_s);
    m_expression->setPlaceholderText(tr("lower(email), behind the columns (optional)"));
    m_descending = new QCheckBox(tr("Descending"));
    m_descending->setObjectName(u"descending"_s);
    m_unique = new QCheckBox(tr("Unique"));
    m_unique->setObjectName(u"unique"_s);
    m_concurrently = new QCheckBox(tr("Without blocking writes (CONCURRENTLY)"));
    m_concurrently->setObjectName(u"concurrently"_s);
    m_concurrently->setChecked(began->relation(table) && began->relation(table)->kind == catalog::RelationKind::Table);
    m_included = columnList(u"included"_s, tr("Included columns"));
    fillColumns(m_included, *began, table);
    form->addRow(tr("Include"), m_included);
    m_where = field(form, tr("Where"), u"where"_s);
    m_where->setPlaceholderText(tr("only rows that meet this condition (optional)"));
    for (QCheckBox *box : {m_unique, m_descending, m_concurrently}) {
        form->addRow(QString(), box);
        connect(box, &QCheckBox::toggled, this, [this] { refresh(); });
    }
    for (QListWidget *list : {m_columns, m_included}) {
        connect(list, &QListWidget::itemChanged, this, [this, list] {
            noteChecked(list);
            proposeName();
            refresh();
        });
    }
    for (QLineEdit *edit : {m_name, m_where})
        connect(edit, &QLineEdit::textChanged, this, [this] { refresh(); });
    connect(m_expression, &QLineEdit::textChanged, this, [this] {
        proposeName();
        refresh();
    });
    connect(m_method, &QComboBox::currentTextChanged, this, [this] { refresh(); });
    finish();
    resizeWithin({640, 720});
}

void IndexForm::proposeName()
{
    if (m_name->text() != m_proposed)
        return;
    QStringList parts{tableName(began(), m_oid)};
    parts << checkedColumns(m_columns);
    if (!m_expression->text().trimmed().isEmpty())
        parts << u"expr"_s;
    m_proposed = shortName(parts << u"idx"_s);
    m_name->setText(m_proposed);
}

catalog::StructureChange IndexForm::change() const
{
    catalog::IndexDraft draft;
    draft.relation = m_oid;
    draft.name = m_name->text();
    draft.method = m_method->currentText();
    const bool descends = m_descending->isChecked();
    for (const QString &column : checkedColumns(m_columns))
        draft.keys.append({column, {}, descends});
    if (const QString expression = m_expression->text().trimmed(); !expression.isEmpty())
        draft.keys.append({{}, expression, descends});
    draft.included = checkedColumns(m_included);
    draft.predicate = m_where->text();
    draft.unique = m_unique->isChecked();
    draft.concurrently = m_concurrently->isChecked();
    return draft;
}

ConstraintForm::ConstraintForm(
    const catalog::Snapshot &began, quint32 table, catalog::ConstraintKind kind, QWidget *parent)
    : StructureForm(named(tr("Add a constraint to %1").arg(onTable(began, table))), began, parent)
    , m_oid(table)
{
    using enum catalog::ConstraintKind;
    setObjectName(u"constraintForm"_s);
    m_form = formIn(content());
    m_kind = new QComboBox;
    m_kind->setObjectName(u"kind"_s);
    m_kind->setAccessibleName(tr("Kind"));
    m_kind->addItem(tr("Foreign key"), int(ForeignKey));
    m_kind->addItem(tr("Primary key"), int(PrimaryKey));
    m_kind->addItem(tr("Unique"), int(Unique));
    m_kind->addItem(tr("Check"), int(Check));
    m_kind->setCurrentIndex(qMax(0, m_kind->findData(int(kind))));
    m_form->addRow(tr("Kind"), m_kind);
    m_name = field(m_form, tr("Name"), u"name"_s);
    m_columns = columnList(u"columns"_s, tr("Columns"));
    fillColumns(m_columns, *began, table);
    m_form->addRow(tr("Columns"), m_columns);
    m_check = field(m_form, tr("Condition"), u"check"_s);
    m_check->setPlaceholderText(tr("price > 0"));
    makeReference(m_form);
    m_notValid = new QCheckBox(tr("Check new rows only (NOT VALID); validate later"));
    m_notValid->setObjectName(u"notValid"_s);
    m_form->addRow(QString(), m_notValid);
    connect(m_notValid, &QCheckBox::toggled, this, [this] { refresh(); });
    connect(m_kind, &QComboBox::currentIndexChanged, this, &ConstraintForm::showKind);
    for (QListWidget *list : {m_columns, m_referenced}) {
        connect(list, &QListWidget::itemChanged, this, [this, list] {
            noteChecked(list);
            proposeName();
            refresh();
        });
    }
    for (QLineEdit *edit : {m_name, m_check})
        connect(edit, &QLineEdit::textChanged, this, [this] { refresh(); });
    finish();
    showKind();
    resizeWithin({640, 640});
}

void ConstraintForm::makeReference(QFormLayout *form)
{
    m_table = new QComboBox;
    m_table->setObjectName(u"referencedTable"_s);
    m_table->setAccessibleName(tr("Referenced table"));
    m_table->setEditable(true);
    m_table->setInsertPolicy(QComboBox::NoInsert);
    m_table->completer()->setFilterMode(Qt::MatchContains);
    m_table->completer()->setCompletionMode(QCompleter::PopupCompletion);
    for (const catalog::Relation &relation : began()->relations) {
        if (relation.kind == catalog::RelationKind::Table || relation.kind == catalog::RelationKind::PartitionedTable)
            m_table->addItem(singleLine(relation.schema + u'.' + relation.name), relation.oid);
    }
    m_table->setCurrentIndex(-1);
    form->addRow(tr("References"), m_table);
    m_referenced = columnList(u"referencedColumns"_s, tr("Referenced columns"));
    form->addRow(tr("Referenced columns"), m_referenced);
    m_onDelete = actionBox(u"onDelete"_s, tr("On delete"));
    m_onUpdate = actionBox(u"onUpdate"_s, tr("On update"));
    form->addRow(tr("On delete"), m_onDelete);
    form->addRow(tr("On update"), m_onUpdate);
    for (QComboBox *box : {m_onDelete, m_onUpdate})
        connect(box, &QComboBox::currentIndexChanged, this, [this] { refresh(); });
    connect(m_table, &QComboBox::currentIndexChanged, this, &ConstraintForm::fillReferenced);
    connect(m_table, &QComboBox::editTextChanged, this, &ConstraintForm::fillReferenced);
}

// What is typed, and not what was chosen before it.
quint32 ConstraintForm::referenced() const
{
    const QString typed = m_table->currentText().trimmed();
    if (m_table->currentIndex() >= 0 && m_table->itemText(m_table->currentIndex()) == typed)
        return m_table->currentData().toUInt();
    const int found = m_table->findText(typed, Qt::MatchExactly | Qt::MatchCaseSensitive);
    return found < 0 ? 0 : m_table->itemData(found).toUInt();
}

QString ConstraintForm::obstacle() const
{
    const bool isUnknown = m_table && kind() == catalog::ConstraintKind::ForeignKey && referenced() == 0;
    const QString typed = isUnknown ? m_table->currentText().trimmed() : QString();
    return typed.isEmpty() ? QString() : tr("There is no table %1.").arg(singleLine(typed));
}

// The primary key of the table is what is nearly always meant.
void ConstraintForm::fillReferenced()
{
    const quint32 table = referenced();
    if (std::exchange(m_filled, table) == table)
        return refresh();
    fillColumns(m_referenced, *began(), table);
    QStringList key;
    if (const catalog::Constraint *primary = began()->primaryKey(table)) {
        for (const qint16 number : primary->columns) {
            if (const catalog::Column *column = began()->column(table, number))
                key << column->name;
        }
    }
    checkColumns(m_referenced, key);
    refresh();
}

catalog::ConstraintKind ConstraintForm::kind() const { return catalog::ConstraintKind(m_kind->currentData().toInt()); }

void ConstraintForm::showKind()
{
    const bool isForeign = kind() == catalog::ConstraintKind::ForeignKey;
    const bool isCheck = kind() == catalog::ConstraintKind::Check;
    const auto show = [this](QWidget *widget, bool on) {
        widget->setVisible(on);
        if (QWidget *label = m_form->labelForField(widget))
            label->setVisible(on);
    };
    show(m_columns, !isCheck);
    show(m_check, isCheck);
    for (QWidget *widget :
         {static_cast<QWidget *>(m_table), static_cast<QWidget *>(m_referenced), static_cast<QWidget *>(m_onDelete),
          static_cast<QWidget *>(m_onUpdate)})
        show(widget, isForeign);
    show(m_notValid, isForeign || isCheck);
    proposeName();
    refresh();
}

void ConstraintForm::proposeName()
{
    if (m_name->text() != m_proposed)
        return;
    QStringList parts{tableName(began(), m_oid)};
    if (kind() != catalog::ConstraintKind::PrimaryKey && kind() != catalog::ConstraintKind::Check)
        parts << checkedColumns(m_columns);
    switch (kind()) {
    case catalog::ConstraintKind::PrimaryKey:
        parts << u"pkey"_s;
        break;
    case catalog::ConstraintKind::Unique:
        parts << u"key"_s;
        break;
    case catalog::ConstraintKind::ForeignKey:
        parts << u"fkey"_s;
        break;
    case catalog::ConstraintKind::Check:
    case catalog::ConstraintKind::Exclusion:
        parts << u"check"_s;
        break;
    }
    m_proposed = shortName(parts);
    m_name->setText(m_proposed);
}

catalog::StructureChange ConstraintForm::change() const
{
    catalog::ConstraintDraft draft;
    draft.relation = m_oid;
    draft.kind = kind();
    draft.name = m_name->text();
    draft.columns = checkedColumns(m_columns);
    draft.check = m_check->text();
    draft.referenced = referenced();
    draft.referencedColumns = checkedColumns(m_referenced);
    draft.onDelete = allActions[size_t(qMax(0, m_onDelete->currentIndex()))];
    draft.onUpdate = allActions[size_t(qMax(0, m_onUpdate->currentIndex()))];
    draft.notValid = m_notValid && m_notValid->isChecked();
    return draft;
}

} // namespace howdah::ui
