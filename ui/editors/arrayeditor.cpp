// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "editors/arrayeditor.h"

#include "common/density.h"
#include "common/icons.h"
#include "common/theme.h"
#include "editors/arraymodel.h"
#include "editors/choiceeditor.h"
#include "editors/rawtext.h"

#include <QHeaderView>
#include <QKeyEvent>
#include <QPainter>
#include <QSplitter>
#include <QStyledItemDelegate>
#include <QTableView>
#include <QToolButton>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace howdah::ui {

// More than this is edited as text: nobody looks for an element in a list of so many.
static constexpr qsizetype listedBytes = 256 * 1024;

static char delimiterOf(const data::EditColumn &column) { return column.type == "box[]"_L1 ? ';' : ','; }

data::EditColumn elementColumn(const EditSubject &subject)
{
    // As format_type() writes those types that have an editor of their own; domains and others are edited as text.
    static const QHash<QString, quint32> known = {
        {u"boolean"_s, 16},
        {u"bytea"_s, 17},
        {u"bigint"_s, 20},
        {u"smallint"_s, 21},
        {u"integer"_s, 23},
        {u"text"_s, 25},
        {u"oid"_s, 26},
        {u"json"_s, 114},
        {u"real"_s, 700},
        {u"date"_s, 1082},
        {u"interval"_s, 1186},
        {u"numeric"_s, 1700},
        {u"uuid"_s, 2950},
        {u"jsonb"_s, 3802},
        {u"double precision"_s, 701},
        {u"character varying"_s, 1043},
        {u"time without time zone"_s, 1083},
        {u"timestamp without time zone"_s, 1114},
        {u"timestamp with time zone"_s, 1184},
        {u"time with time zone"_s, 1266}};
    data::EditColumn element;
    element.name = subject.column.name;
    element.type = subject.column.type;
    if (element.type.endsWith("[]"_L1))
        element.type.chop(2);
    element.declared = element.type;
    element.labels = labelsFor(subject);
    element.typeOid = element.baseTypeOid = known.value(element.type);
    element.category =
        element.labels.isEmpty() ? data::categoryOf(element.typeOid, element.type) : data::TypeCategory::Enumeration;
    return element;
}

namespace {

// The editor of the element's type, in its row.
class ElementDelegate final : public QStyledItemDelegate
{
public:
    explicit ElementDelegate(ArrayEditor *owner)
        : QStyledItemDelegate(owner)
        , m_owner(owner)
    {
    }

    QWidget *createEditor(QWidget *parent, const QStyleOptionViewItem &, const QModelIndex &index) const override
    {
        CellEditor *editor = makeInPlaceEditor(m_owner->elementSubject(index.row()), parent);
        auto *self = const_cast<ElementDelegate *>(this);
        QObject::connect(editor, &CellEditor::commitWanted, self, [self, editor] {
            Q_EMIT self->commitData(editor);
            Q_EMIT self->closeEditor(editor);
        });
        QObject::connect(editor, &CellEditor::cancelWanted, self, [self, editor] { Q_EMIT self->closeEditor(editor); });
        editor->setAutoFillBackground(true);
        return editor;
    }
    void setEditorData(QWidget *, const QModelIndex &) const override {}
    void setModelData(QWidget *editor, QAbstractItemModel *, const QModelIndex &index) const override
    {
        const auto *cell = qobject_cast<CellEditor *>(editor);
        if (cell && cell->isEdited())
            m_owner->model()->setElement(index.row(), cell->value());
    }
    void initStyleOption(QStyleOptionViewItem *option, const QModelIndex &index) const override
    {
        QStyledItemDelegate::initStyleOption(option, index);
        const bool isNull = index.data(ArrayModel::IsNullRole).toBool();
        const bool isEmpty = !isNull && index.data(ArrayModel::ValueRole).toByteArray().isEmpty();
        const data::CellValue state = isNull ? data::CellValue::null() : data::CellValue::text(QByteArray(""));
        option->font = isNull ? smallFont() : fixedFont();
        if (isNull || isEmpty)
            option->palette.setColor(QPalette::Text, stateColor(state, option->palette));
    }

private:
    ArrayEditor *m_owner;
};

} // namespace

ArrayEditor::ArrayEditor(QWidget *parent)
    : CellEditor(parent)
    , m_list(new QTableView(this))
    , m_model(new ArrayModel(this))
    , m_text(new RawText(RawText::Language::Plain, this))
{
    m_list->setModel(m_model);
    m_list->setItemDelegate(new ElementDelegate(this));
    m_list->setShowGrid(false);
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setSelectionMode(QAbstractItemView::SingleSelection);
    m_list->setTabKeyNavigation(false);
    m_list->setAccessibleName(tr("Elements"));
    m_list->horizontalHeader()->hide();
    m_list->horizontalHeader()->setStretchLastSection(true);
    m_list->verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    m_list->verticalHeader()->setDefaultSectionSize(rowHeight());
    m_text->setMarginWidth(0, 0);
    buildLayout();
    watch(m_text, Lines::Many);
    watch(m_list, Lines::Many);
    setFocusProxy(m_list);
    connect(m_model, &ArrayModel::arrayChanged, this, [this] { writeText(); });
    connect(m_text, &RawText::bytesChanged, this, [this] {
        if (m_writing)
            return;
        m_loaded.reset();
        m_state = data::CellValue::text(QByteArray(""));
        readText();
        touched();
    });
}

QToolButton *ArrayEditor::tool(const QString &iconName, const QString &name, const std::function<void()> &act)
{
    auto *button = new QToolButton(this);
    button->setIcon(icon(iconName));
    button->setToolTip(name);
    button->setAccessibleName(name);
    button->setAutoRaise(true);
    connect(button, &QToolButton::clicked, this, act);
    m_tools.push_back(button);
    return button;
}

void ArrayEditor::buildLayout()
{
    auto *bar = new QHBoxLayout;
    bar->setSpacing(space::tight);
    bar->addWidget(tool(u"list-add"_s, tr("Add an element"), [this] { addElement(); }));
    bar->addWidget(tool(u"list-remove"_s, tr("Remove the element"), [this] { removeElement(); }));
    const auto move = [this](int by) {
        const int row = m_list->currentIndex().row();
        if (row >= 0)
            m_model->moveElement(row, by);
    };
    bar->addWidget(tool(u"go-up"_s, tr("Move up"), [move] { move(-1); }));
    bar->addWidget(tool(u"go-down"_s, tr("Move down"), [move] { move(1); }));
    bar->addStretch();
    auto *split = new QSplitter(Qt::Vertical, this);
    split->addWidget(m_list);
    split->addWidget(m_text);
    split->setStretchFactor(0, 3);
    split->setStretchFactor(1, 1);
    split->setChildrenCollapsible(false);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(space::tight);
    layout->addLayout(bar);
    layout->addWidget(split, 1);
}

void ArrayEditor::load(const data::CellValue &value)
{
    m_state = value.isText() ? data::CellValue::text(QByteArray("")) : value;
    m_loaded = value;
    m_text->setAccessibleName(tr("%1 as text").arg(subject().column.name));
    m_writing = true;
    m_text->setBytes(value.bytes());
    m_writing = false;
    const auto array = value.bytes().size() <= listedBytes
                         ? data::arrayTextOf(value.bytes(), delimiterOf(subject().column))
                         : Result<data::ArrayText>(data::ArrayText());
    m_problem = array || !value.isText() ? QString() : array.error().message;
    m_model->setArray(array.value_or(data::ArrayText()));
    m_list->setVisible(value.bytes().size() <= listedBytes);
}

// The list follows the text as soon as that is an array again.
void ArrayEditor::readText()
{
    m_problem.clear();
    if (m_text->viewed().size() == 0 || m_text->viewed().size() > listedBytes) {
        m_model->setArray({});
        return;
    }
    const auto array = data::arrayTextOf(m_text->rawBytes(), delimiterOf(subject().column));
    if (array)
        m_model->setArray(*array);
    else
        m_problem = array.error().message;
    m_list->setEnabled(array.has_value());
}

void ArrayEditor::writeText()
{
    m_loaded.reset();
    m_problem.clear();
    m_state = data::CellValue::text(QByteArray(""));
    m_writing = true;
    m_text->replaceAll(m_model->array().text(delimiterOf(subject().column)));
    m_writing = false;
    touched();
}

data::CellValue ArrayEditor::current() const
{
    if (m_loaded)
        return *m_loaded;
    return m_text->viewed().size() == 0 ? m_state : data::CellValue::text(m_text->rawBytes());
}

data::CellValue ArrayEditor::beginning(qint64 most) const
{
    const bool isShort = m_loaded || m_text->viewed().size() <= most;
    return isShort ? current() : data::CellValue::text(m_text->beginning(most));
}

QString ArrayEditor::problem() const { return m_loaded && !m_loaded->isText() ? QString() : m_problem; }

EditSubject ArrayEditor::elementSubject(int row) const
{
    EditSubject element;
    element.column = elementColumn(subject());
    const data::ArrayElement &here = m_model->array().elements.at(size_t(row));
    if (here.isArray) {
        element.column = subject().column; // {1,2} inside {{1,2}} has the same type
        element.column.labels.clear();
    }
    element.value = here.value;
    element.readOnly = subject().readOnly;
    return element;
}

void ArrayEditor::addElement()
{
    if (subject().readOnly)
        return;
    const int row = m_list->currentIndex().isValid() ? m_list->currentIndex().row() + 1 : m_model->rowCount();
    m_model->insertElement(row);
    m_list->setCurrentIndex(m_model->index(row, 0));
}

void ArrayEditor::removeElement()
{
    const int row = m_list->currentIndex().row();
    if (row >= 0 && !subject().readOnly)
        m_model->removeElement(row);
}

void ArrayEditor::applyReadOnly(bool readOnly)
{
    m_text->setReadOnly(readOnly);
    m_model->setEditable(!readOnly);
    for (QToolButton *button : m_tools)
        button->setEnabled(!readOnly);
}

} // namespace howdah::ui
