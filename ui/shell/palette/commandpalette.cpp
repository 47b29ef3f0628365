// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "shell/palette/commandpalette.h"

#include "common/icons.h"
#include "common/widgets.h"
#include "shell/palette/palettedelegate.h"

#include <QApplication>
#include <QGraphicsDropShadowEffect>
#include <QKeyEvent>
#include <QLineEdit>
#include <QListView>
#include <QPainter>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace howdah::ui {

namespace {

constexpr int widestField = 640;
constexpr int rowsShown = 12;
constexpr int fromTop = 52;

} // namespace

CommandPalette::CommandPalette(QWidget *window)
    : QFrame(window)
    , m_field(new QLineEdit)
    , m_list(new QListView)
    , m_nothing(mutedLabel())
    , m_keys(mutedLabel())
    , m_model(new PaletteModel(this))
{
    setAccessibleName(tr("Command palette"));
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(space::inside, space::inside, space::inside, space::inside);
    column->setSpacing(space::inside);
    addClearButton(m_field);
    m_field->addAction(icon(u"edit-find"), QLineEdit::LeadingPosition);
    m_field->setAccessibleName(tr("Search"));
    m_field->setMinimumHeight(34);
    m_field->installEventFilter(this);
    column->addWidget(m_field);
    m_list->setModel(m_model);
    m_list->setItemDelegate(new PaletteDelegate(m_list));
    m_list->setUniformItemSizes(true);
    m_list->setFocusPolicy(Qt::NoFocus); // the keyboard stays in the field, which moves the selection
    m_list->setProperty("role", u"menu"_s);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->setAccessibleName(tr("Results"));
    m_list->setObjectName(u"palette-list"_s);
    column->addWidget(m_list);
    m_nothing->setAlignment(Qt::AlignCenter);
    m_nothing->setFixedHeight(64);
    column->addWidget(m_nothing);
    m_keys->setText(tr("Enter to choose, up and down to move, Esc to close"));
    m_keys->setFont(smallFont());
    column->addWidget(m_keys);
    auto *shadow = new QGraphicsDropShadowEffect(this);
    shadow->setBlurRadius(32);
    shadow->setOffset(0, 6);
    shadow->setColor(QColor(0, 0, 0, 90));
    setGraphicsEffect(shadow);
    hide();

    connect(m_field, &QLineEdit::textChanged, m_model, &PaletteModel::setPattern);
    connect(m_model, &PaletteModel::matched, this, [this] { showResult(); });
    connect(m_list, &QListView::clicked, this, [this] { accept(); });
    connect(qApp, &QApplication::focusChanged, this, [this](QWidget *, QWidget *now) {
        if (isVisible() && now && now != this && !isAncestorOf(now) && now->window() == parentWidget()->window())
            close();
    });
    window->installEventFilter(this);
}

void CommandPalette::setCommands(std::vector<PaletteEntry> commands)
{
    m_commands = std::move(commands);
    if (isVisible())
        rebuild();
}

void CommandPalette::setObjects(PaletteEntries objects)
{
    m_objects = std::move(objects);
    if (isVisible())
        rebuild();
}

void CommandPalette::rebuild()
{
    if (m_mode == Mode::Objects) {
        m_model->setEntries(m_objects);
        return;
    }
    auto all = std::make_shared<std::vector<PaletteEntry>>();
    all->reserve(m_commands.size() + m_objects->size());
    for (const PaletteEntry &command : m_commands) {
        if (!command.action || (command.action->isEnabled() && command.action->isVisible()))
            all->push_back(command);
    }
    all->insert(all->end(), m_objects->begin(), m_objects->end());
    m_model->setEntries(std::move(all));
}

void CommandPalette::open(Mode mode, const QString &typed)
{
    if (!isVisible())
        m_focusBefore = QApplication::focusWidget();
    m_mode = mode;
    m_acceptWhenMatched = false;
    m_field->setPlaceholderText(mode == Mode::Objects ? tr("Go to a table or view") : tr("Search or run a command"));
    {
        const QSignalBlocker quiet(m_field);
        m_field->setText(typed);
    }
    m_model->setPattern(typed);
    rebuild();
    place();
    show();
    raise();
    m_field->setFocus(Qt::OtherFocusReason); // ShortcutFocusReason would select what was typed
}

void CommandPalette::close()
{
    if (!isVisible())
        return;
    const bool hadFocus = isAncestorOf(QApplication::focusWidget());
    hide();
    if (hadFocus && m_focusBefore)
        m_focusBefore->setFocus(Qt::OtherFocusReason);
}

void CommandPalette::place()
{
    const int width = qMin(widestField, parentWidget()->width() - 2 * space::group);
    resize(width, sizeHint().height());
    QFrame::move((parentWidget()->width() - width) / 2, fromTop);
}

void CommandPalette::showResult()
{
    const bool any = m_model->rowCount() > 0;
    m_list->setVisible(any);
    m_nothing->setVisible(!any);
    m_nothing->setText(m_field->text().isEmpty() ? tr("Nothing here yet") : tr("No matches"));
    if (any) {
        m_list->setFixedHeight(qMin(m_model->rowCount(), rowsShown) * m_list->sizeHintForRow(0));
        m_list->setCurrentIndex(m_model->index(0));
    }
    layout()->activate();
    place();
    if (std::exchange(m_acceptWhenMatched, false))
        accept();
}

void CommandPalette::move(int rows)
{
    const int count = m_model->rowCount();
    if (count == 0)
        return;
    const int next = m_list->currentIndex().row() + rows;
    // A single step wraps around; a page stops at the ends.
    const int row = qAbs(rows) == 1 ? (next + count) % count : qBound(0, next, count - 1);
    m_list->setCurrentIndex(m_model->index(row));
}

void CommandPalette::accept()
{
    // Whoever types fast and presses Enter means what was typed, not the rows of a moment ago.
    if (m_model->isMatching()) {
        m_acceptWhenMatched = true;
        return;
    }
    const QModelIndex current = m_list->currentIndex();
    if (!current.isValid())
        return;
    const PaletteEntry entry = m_model->entry(current.row());
    close();
    Q_EMIT chosen(entry);
}

bool CommandPalette::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == parentWidget() && event->type() == QEvent::Resize && isVisible())
        place();
    if (watched != m_field || event->type() != QEvent::KeyPress)
        return QFrame::eventFilter(watched, event);
    const int page = 10;
    switch (static_cast<QKeyEvent *>(event)->key()) {
    case Qt::Key_Down:
        move(1);
        return true;
    case Qt::Key_Up:
        move(-1);
        return true;
    case Qt::Key_PageDown:
        move(page);
        return true;
    case Qt::Key_PageUp:
        move(-page);
        return true;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        accept();
        return true;
    case Qt::Key_Escape:
        close();
        return true;
    case Qt::Key_Tab:
    case Qt::Key_Backtab:
        return true; // there is nowhere else to go in here
    default:
        return QFrame::eventFilter(watched, event);
    }
}

void CommandPalette::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(color(Surface::StrongBorder, palette()));
    painter.setBrush(color(Surface::Raised, palette()));
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), space::radius + 2, space::radius + 2);
}

} // namespace howdah::ui
