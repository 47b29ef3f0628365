// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/stateviews.h"

#include "common/icons.h"
#include "common/tooltips.h"
#include "common/widgets.h"

#include <QAction>
#include <QHBoxLayout>
#include <QPainter>
#include <QPlainTextEdit>
#include <QToolButton>
#include <QVBoxLayout>

#include <array>

using namespace Qt::StringLiterals;

namespace howdah::ui {

namespace {

constexpr int columnWidth = 520; // of words in the middle: some 70 characters, which is easy to read

// A column in the middle of `view`, for an icon, a title and words.
QVBoxLayout *centredColumn(QWidget *view)
{
    auto *outer = new QHBoxLayout(view);
    outer->setContentsMargins(space::group, space::group, space::group, space::group);
    auto *middle = new QWidget;
    middle->setMaximumWidth(columnWidth);
    auto *column = new QVBoxLayout(middle);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(space::inside);
    outer->addStretch(1);
    outer->addWidget(middle, 1000); // takes what it may, the stretches share the rest
    outer->addStretch(1);
    column->addStretch(2);
    return column;
}

QLabel *centredText(QLabel *label)
{
    label->setAlignment(Qt::AlignHCenter | Qt::AlignTop);
    label->setWordWrap(true);
    return label;
}

// What is folded away: all that the server said, in its order and words.
QString detailsOf(const Error &error)
{
    QStringList lines;
    if (!error.sqlState.isEmpty())
        lines << QObject::tr("SQLSTATE %1").arg(error.sqlState);
    if (!error.detail.isEmpty())
        lines << error.detail;
    if (!error.statement.isEmpty())
        lines << QString() << error.statement;
    return lines.join(u'\n');
}

} // namespace

LoadingView::LoadingView(QWidget *parent)
    : QWidget(parent)
    , m_line(new QWidget(this))
    , m_what(mutedLabel())
    , m_cancelButton(button(tr("Cancel")))
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(space::group, space::group, space::group, space::group);
    column->addStretch(1);
    auto *row = new QHBoxLayout(m_line);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(space::inside + space::tight);
    row->addStretch(1);
    row->addWidget(m_what);
    row->addWidget(m_cancelButton);
    row->addStretch(1);
    column->addWidget(m_line);
    column->addStretch(2);
    connect(m_cancelButton, &QPushButton::clicked, this, [this] {
        m_cancelButton->setEnabled(false);
        if (m_cancel)
            m_cancel();
    });
}

void LoadingView::begin(const QString &what, std::function<void()> cancel)
{
    m_skeleton = false;
    m_cancelButton->setEnabled(true);
    m_line->hide();
    setWork(what, std::move(cancel));
    update();
}

void LoadingView::setWork(const QString &what, std::function<void()> cancel)
{
    m_cancel = std::move(cancel);
    m_what->setText(what.isEmpty() ? tr("Loading") : what);
    setAccessibleName(m_what->text());
    m_cancelButton->setVisible(bool(m_cancel));
}

void LoadingView::showSkeleton()
{
    m_skeleton = true;
    update();
}

void LoadingView::showCancel() { m_line->show(); }

void LoadingView::paintEvent(QPaintEvent *)
{
    if (!m_skeleton)
        return;
    // Uneven lengths read as text; a fixed row of them, so that nothing flickers when it is painted again.
    static constexpr std::array<int, 7> shares{62, 81, 47, 70, 55, 88, 40};
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(color(Surface::Skeleton, palette()));
    const int usable = width() - 2 * space::group;
    size_t bar = 0;
    for (int y = space::group; y < height() - space::group; y += space::rowComfortable, ++bar) {
        const QRect words(space::group, y, usable * shares[bar % shares.size()] / 100, 10);
        if (!m_line->isVisible() || !m_line->geometry().adjusted(0, -8, 0, 8).intersects(words))
            painter.drawRoundedRect(words, 4, 4);
    }
}

EmptyView::EmptyView(QWidget *parent)
    : QWidget(parent)
    , m_icon(new IconLabel(48))
    , m_title(centredText(headingLabel({}, 2)))
    , m_text(centredText(mutedLabel()))
    , m_buttons(new QBoxLayout(QBoxLayout::LeftToRight))
{
    QVBoxLayout *column = centredColumn(this);
    column->addWidget(m_icon, 0, Qt::AlignHCenter);
    column->addSpacing(space::tight);
    column->addWidget(m_title, 0);
    column->addWidget(m_text, 0);
    column->addSpacing(space::inside);
    m_buttons->setSpacing(space::inside);
    column->addLayout(m_buttons);
    column->addStretch(3);
}

void EmptyView::setEmpty(const EmptyState &empty)
{
    m_icon->setIcon(icon(empty.iconName, Tone::Neutral));
    m_hasIcon = !empty.iconName.isEmpty();
    m_icon->setVisible(m_hasIcon);
    m_title->setText(empty.title);
    m_text->setText(empty.text);
    m_text->setVisible(!empty.text.isEmpty());
    setAccessibleName(empty.title);
    setToolTip(plainToolTip(empty.text));
    if (m_isSized)
        fitHeight();
    while (QLayoutItem *old = m_buttons->takeAt(0)) {
        if (old->widget())
            old->widget()->deleteLater();
        delete old;
    }
    QList<QPushButton *> buttons;
    int width = 0;
    for (QAction *action : empty.actions) {
        buttons << buttonFor(action, action == empty.actions.constFirst() ? ButtonRole::Primary : ButtonRole::Plain);
        width += buttons.constLast()->sizeHint().width() + space::inside;
    }
    // Side by side where their words have room, else one beneath the other.
    const bool fits = width <= columnWidth;
    m_buttons->setDirection(fits ? QBoxLayout::LeftToRight : QBoxLayout::TopToBottom);
    if (fits)
        m_buttons->addStretch(1);
    for (QPushButton *each : buttons)
        m_buttons->addWidget(each, 0, Qt::AlignHCenter);
    if (fits)
        m_buttons->addStretch(1);
}

// In a low place, as a panel of one figure is, the words come before the sign, and the title before the rest.
void EmptyView::fitHeight()
{
    constexpr int WithText = 100;
    constexpr int WithIcon = 170;
    const int margin = height() < WithText ? space::tight : space::group;
    layout()->setContentsMargins(margin, margin, margin, margin);
    m_icon->setVisible(m_hasIcon && height() >= WithIcon);
    m_text->setVisible(!m_text->text().isEmpty() && height() >= WithText);
}

// That of a low place: what is given up there must not keep the place high.
QSize EmptyView::minimumSizeHint() const
{
    int height = m_title->minimumSizeHint().height() + 2 * space::tight;
    if (m_buttons->count() > 0)
        height += m_buttons->minimumSize().height() + space::inside;
    return {QWidget::minimumSizeHint().width(), height};
}

void EmptyView::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    m_isSized = true;
    fitHeight();
}

FailureView::FailureView(QWidget *parent)
    : QWidget(parent)
    , m_message(centredText(headingLabel({}, 2)))
    , m_hint(centredText(mutedLabel()))
    , m_fold(new QToolButton)
    , m_details(new QPlainTextEdit)
    , m_retryButton(button(tr("Try again"), ButtonRole::Primary))
    , m_otherButton(button({}))
{
    QVBoxLayout *column = centredColumn(this);
    auto *sign = new IconLabel(32);
    sign->setIcon(icon(Tone::Failed));
    column->addWidget(sign, 0, Qt::AlignHCenter);
    column->addSpacing(space::tight);
    m_message->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    m_hint->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    column->addWidget(m_message);
    column->addWidget(m_hint);
    column->addSpacing(space::inside);
    auto *buttons = new QHBoxLayout;
    buttons->setSpacing(space::inside);
    buttons->addStretch(1);
    buttons->addWidget(m_otherButton);
    buttons->addWidget(m_retryButton);
    buttons->addStretch(1);
    column->addLayout(buttons);
    connect(m_otherButton, &QPushButton::clicked, this, [this] {
        if (m_other)
            m_other->trigger();
    });
    m_fold->setText(tr("Details"));
    m_fold->setCheckable(true);
    m_fold->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_fold->setIcon(icon(u"go-down"));
    column->addWidget(m_fold, 0, Qt::AlignHCenter);
    m_details->setReadOnly(true);
    m_details->setFont(fixedFont());
    m_details->setAccessibleName(tr("Details of the error"));
    m_details->setMaximumHeight(180);
    m_details->hide();
    column->addWidget(m_details);
    column->addStretch(3);
    connect(m_fold, &QToolButton::toggled, this, [this](bool open) {
        m_details->setVisible(open);
        m_fold->setIcon(icon(open ? u"go-up" : u"go-down"));
    });
    connect(m_retryButton, &QPushButton::clicked, this, [this] {
        if (const auto retry = m_retry)
            retry();
    });
}

void FailureView::setFailure(const Error &error, std::function<void()> retry, QAction *other)
{
    m_other = other;
    m_otherButton->setVisible(other != nullptr);
    m_otherButton->setText(other ? other->text() : QString());
    m_retry = std::move(retry);
    // The first line is the title; libpq adds a second one, indented with a tab, that belongs to the advice.
    const QString message = QString(error.message).remove(u'\t');
    QStringList rest{message.section(u'\n', 1), error.hint};
    rest.removeAll(QString());
    m_message->setText(message.section(u'\n', 0, 0));
    m_hint->setText(rest.join(u'\n'));
    m_hint->setVisible(!rest.isEmpty());
    setAccessibleName(error.message);
    const QString details = detailsOf(error);
    m_details->setPlainText(details);
    m_fold->setChecked(false);
    m_fold->setVisible(!details.isEmpty());
    m_retryButton->setVisible(bool(m_retry));
}

} // namespace howdah::ui
