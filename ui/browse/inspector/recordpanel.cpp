// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "browse/inspector/recordpanel.h"

#include "grid/gridmodel.h"
#include "browse/inspector/entitycard.h"
#include "grid/record/recorddelegate.h"
#include "grid/record/recordlist.h"
#include "browse/inspector/recordeditor.h"
#include "common/density.h"
#include "common/icons.h"
#include "common/statestack.h"
#include "common/theme.h"
#include "common/widgets.h"

#include <QAction>
#include <QClipboard>
#include <QEvent>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QListView>
#include <QMimeData>
#include <QMouseEvent>
#include <QScrollBar>
#include <QSplitter>
#include <QToolButton>

using namespace Qt::StringLiterals;

namespace howdah::ui {

// As bytes, which are turned into text only when somebody pastes: a value may be of many megabytes.
static void copyUtf8(const QByteArray &text)
{
    auto *data = new QMimeData;
    data->setData(u"text/plain"_s, text);
    QGuiApplication::clipboard()->setMimeData(data);
}

RecordPanel::RecordPanel(QWidget *parent)
    : QWidget(parent)
    , m_body(new QSplitter(Qt::Vertical))
    , m_editor(new RecordEditor(this))
    , m_model(new RecordModel(this))
    , m_view(new RecordList)
    , m_delegate(new RecordDelegate(m_view))
    , m_states(new StateStack(m_view))
    , m_copyValue(new QAction(icon(u"edit-copy"), tr("Copy value"), this))
    , m_copyAll(new QAction(icon(u"edit-copy"), tr("Copy record"), this))
    , m_layOutJson(new QAction(icon(u"format-indent-more"), tr("Format JSON"), this))
    , m_valueButton(new QToolButton(m_view->viewport()))
{
    m_view->setModel(m_model);
    m_view->setItemDelegate(m_delegate);
    m_view->setMouseTracking(true);
    m_view->viewport()->installEventFilter(this);
    m_view->installEventFilter(this);
    makeActions();

    m_valueButton->setDefaultAction(m_copyValue);
    m_valueButton->setToolButtonStyle(Qt::ToolButtonIconOnly);
    m_valueButton->setFocusPolicy(Qt::NoFocus); // Ctrl+C does the same
    m_valueButton->setCursor(Qt::ArrowCursor);
    m_valueButton->hide();

    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(makeHead());
    column->addWidget(separator(Qt::Horizontal));
    m_body->setHandleWidth(1);
    m_body->setChildrenCollapsible(false);
    m_body->addWidget(m_states);
    column->addWidget(m_body, 2);
    column->addWidget(separator(Qt::Horizontal));
    column->addWidget(m_editor, 1);
    setFocusProxy(m_view);

    connect(m_view->verticalScrollBar(), &QScrollBar::valueChanged, this, &RecordPanel::placeButton);
    connect(m_view->selectionModel(), &QItemSelectionModel::currentChanged, this, &RecordPanel::placeButton);
    connect(m_delegate, &QAbstractItemDelegate::sizeHintChanged, this, &RecordPanel::placeButton, Qt::QueuedConnection);
    connect(m_view, &QListView::doubleClicked, this, [this](const QModelIndex &index) { editColumn(index.row()); });
    connect(m_editor, &RecordEditor::finished, m_view, qOverload<>(&QWidget::setFocus));
    connect(m_editor, &RecordEditor::columnWanted, this, [this](int by) {
        const QModelIndex next = m_model->index(m_view->currentIndex().row() + by);
        if (!next.isValid())
            return m_view->setFocus();
        m_view->setCurrentIndex(next);
        editColumn(next.row());
    });
    clear();
}

void RecordPanel::makeActions()
{
    m_copyValue->setShortcut(QKeySequence::Copy);
    m_copyValue->setShortcutContext(Qt::WidgetShortcut);
    m_copyValue->setToolTip(
        tr("Copy this value, all of it (%1)").arg(m_copyValue->shortcut().toString(QKeySequence::NativeText)));
    m_copyAll->setShortcut(QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_C));
    m_copyAll->setShortcutContext(Qt::WidgetShortcut);
    m_copyAll->setToolTip(
        tr("Copy all values as “name: value” (%1)").arg(m_copyAll->shortcut().toString(QKeySequence::NativeText)));
    m_layOutJson->setCheckable(true);
    m_layOutJson->setToolTip(
        tr("Show JSON with one member per line. Display only: copies stay as the server sent them."));
    connect(m_copyValue, &QAction::triggered, this, &RecordPanel::copyValue);
    connect(m_copyAll, &QAction::triggered, this, &RecordPanel::copyAll);
    connect(m_layOutJson, &QAction::toggled, this, [this](bool on) { m_delegate->setJsonLaidOut(on); });
    m_view->addActions({m_copyValue, m_copyAll});
    m_view->setContextMenuPolicy(Qt::ActionsContextMenu);
}

QWidget *RecordPanel::makeHead()
{
    auto *head = new QWidget;
    auto *line = new QHBoxLayout(head);
    line->setContentsMargins(space::group, space::tight, space::inside, space::tight);
    line->setSpacing(space::tight);
    line->addWidget(headingLabel(tr("Record"), 2), 1);
    m_jsonButton = new QToolButton;
    m_jsonButton->setDefaultAction(m_layOutJson);
    m_jsonButton->setText(u"JSON"_s);
    m_jsonButton->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    auto *all = new QToolButton;
    all->setDefaultAction(m_copyAll);
    for (QToolButton *each : {m_jsonButton, all}) {
        each->setAccessibleName(each->defaultAction()->text());
        line->addWidget(each);
    }
    return head;
}

QList<QAction *> RecordPanel::paletteActions() const { return {m_copyValue, m_copyAll, m_layOutJson}; }

void RecordPanel::setRecord(const std::vector<data::ColumnShape> &columns, RecordValues values)
{
    m_delegate->forget();
    const bool others = columns != m_model->columns();
    m_model->setRecord(columns, std::move(values));
    const bool any = m_model->rowCount() > 0;
    if (others && any)
        m_view->setCurrentIndex(m_model->index(0));
    m_copyValue->setEnabled(any);
    m_copyAll->setEnabled(any);
    m_layOutJson->setVisible(
        std::ranges::any_of(columns, [](const auto &each) { return each.category == data::TypeCategory::Json; }));
    m_states->showContent();
    placeButton();
}

void RecordPanel::setLoading(std::function<void()> cancel)
{
    m_states->showLoading(tr("Loading the record"), std::move(cancel));
}

void RecordPanel::setError(const Error &error, std::function<void()> retry)
{
    m_states->showFailed(error, std::move(retry));
}

void RecordPanel::clear()
{
    if (m_card)
        m_card->clear();
    m_delegate->forget();
    m_model->clear();
    m_copyValue->setEnabled(false);
    m_copyAll->setEnabled(false);
    m_layOutJson->setVisible(false);
    m_valueButton->hide();
    m_states->showEmpty(
        {u"view-list-details"_s, tr("No row selected"), tr("Select a row to see its full values."), {}});
}

void RecordPanel::copyValue()
{
    // The button belongs to the value that it stands at; Ctrl+C to the current one.
    const int row = m_valueButton->underMouse() && m_hovered >= 0 ? m_hovered : m_view->currentIndex().row();
    if (row >= 0 && row < m_model->rowCount())
        copyUtf8(m_model->copyText(row));
}

void RecordPanel::copyAll() { copyUtf8(m_model->copyAllText()); }

void RecordPanel::placeButton()
{
    const int row = m_hovered >= 0 ? m_hovered : m_view->currentIndex().row();
    const QRect item = m_view->visualRect(m_model->index(qMax(0, row)));
    const bool shown = row >= 0 && row < m_model->rowCount() && item.isValid();
    if (shown)
        m_valueButton->setGeometry(RecordDelegate::buttonRect(item));
    m_valueButton->setVisible(shown);
}

bool RecordPanel::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_view)
        return (event->type() == QEvent::KeyPress && takeKey(*static_cast<QKeyEvent *>(event)))
            || QWidget::eventFilter(watched, event);
    int hovered = m_hovered;
    if (event->type() == QEvent::MouseMove)
        hovered = m_view->indexAt(static_cast<QMouseEvent *>(event)->position().toPoint()).row();
    else if (event->type() == QEvent::Leave && !m_valueButton->underMouse())
        hovered = -1;
    if (hovered != m_hovered || event->type() == QEvent::Resize) {
        m_hovered = hovered;
        QMetaObject::invokeMethod(this, &RecordPanel::placeButton, Qt::QueuedConnection);
    }
    return QWidget::eventFilter(watched, event);
}

void RecordPanel::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::FontChange || event->type() == QEvent::LocaleChange)
        m_delegate->forget();
}

} // namespace howdah::ui
