// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/dialogframe.h"

#include <QDialogButtonBox>
#include <QHBoxLayout>
#include <QShortcut>
#include <QToolTip>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::ui {

// A button box shows all its buttons again, those that were hidden too, whenever the style changes or one is added.
class DialogFoot final : public QDialogButtonBox
{
public:
    void add(QPushButton *button, ButtonRole role)
    {
        const QList<QAbstractButton *> hidden = hiddenButtons();
        addButton(button, role);
        hideAll(hidden);
    }

protected:
    void changeEvent(QEvent *event) override
    {
        const QList<QAbstractButton *> hidden = hiddenButtons();
        QDialogButtonBox::changeEvent(event);
        hideAll(hidden);
    }

private:
    [[nodiscard]] QList<QAbstractButton *> hiddenButtons() const
    {
        QList<QAbstractButton *> hidden = buttons();
        hidden.removeIf([](const QAbstractButton *each) { return !each->isHidden(); });
        return hidden;
    }
    static void hideAll(const QList<QAbstractButton *> &hidden)
    {
        for (QAbstractButton *each : hidden)
            each->hide();
    }
};

DialogFrame::DialogFrame(const Words &words, QWidget *parent)
    : QDialog(parent)
    , m_head(new QHBoxLayout)
    , m_heading(headingLabel(words.heading, 2))
    , m_text(plainLabel(words.text))
    , m_content(new QVBoxLayout)
    , m_buttons(new DialogFoot)
{
    setWindowTitle(words.title);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(space::group + 4, space::group, space::group + 4, space::group);
    column->setSpacing(space::inside + space::tight);
    m_head->setSpacing(space::inside + space::tight);
    m_heading->setVisible(!words.heading.isEmpty());
    m_head->addWidget(m_heading, 1);
    column->addLayout(m_head);
    for (QLabel *label : {m_heading, m_text}) {
        label->setWordWrap(true);
        label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    }
    m_text->setVisible(!words.text.isEmpty());
    column->addWidget(m_text);
    m_content->setSpacing(space::inside);
    column->addLayout(m_content, 1);
    column->addWidget(m_buttons);
    // A button that has the focus would be pressed by Return with whatever is held beside it: the safe one, mostly.
    for (const Qt::Key key : {Qt::Key_Return, Qt::Key_Enter}) {
        auto *shortcut = new QShortcut(Qt::CTRL | key, this);
        shortcut->setAutoRepeat(false); // the key may still be down that opened the dialog
        connect(shortcut, &QShortcut::activated, this, &DialogFrame::acceptByKey);
    }
}

void DialogFrame::acceptByKey()
{
    if (!m_accept || m_accept->isHidden())
        return;
    if (!m_accept->isEnabled())
        showMissing();
    else if (m_accept->property("role").toString() == "primary"_L1)
        m_accept->click();
    else
        m_accept->setFocus(
            Qt::ShortcutFocusReason); // it destroys, or does it again: a second key says that it is meant
}

// Why it cannot be accepted yet, beside the button that would.
void DialogFrame::showMissing()
{
    if (const QString why = m_accept->toolTip(); !why.isEmpty())
        QToolTip::showText(m_accept->mapToGlobal(QPoint(0, 0)), why, m_accept);
}

void DialogFrame::setElidedHeading(const QString &heading)
{
    m_heading->hide();
    auto *elided = new ElidedLabel;
    elided->setFont(headingFont(2));
    elided->setText(heading);
    m_head->addWidget(elided, 1);
}

void DialogFrame::setText(const QString &text)
{
    m_text->setText(text);
    m_text->setVisible(!text.isEmpty());
}

void DialogFrame::addProblem(const QString &name)
{
    m_problem = failedLabel();
    m_problem->setObjectName(name);
    m_problem->setWordWrap(true);
    m_problem->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_problem->hide();
    m_content->addWidget(m_problem);
}

void DialogFrame::showProblem(const QString &problem)
{
    m_problem->setText(problem);
    m_problem->setVisible(!problem.isEmpty());
}

QPushButton *DialogFrame::addSafe(const QString &text)
{
    QPushButton *safe = button(text);
    safe->setObjectName(u"safe"_s);
    m_buttons->add(safe, QDialogButtonBox::RejectRole);
    connect(safe, &QPushButton::clicked, this, &DialogFrame::reject);
    return safe;
}

QPushButton *DialogFrame::addAccept(const QString &text, ButtonRole role)
{
    QPushButton *accept = button(text, role);
    accept->setObjectName(u"accept"_s);
    // Not AcceptRole: of those the box makes one the default where a dialog has none, and Return would destroy.
    m_buttons->add(accept, QDialogButtonBox::YesRole);
    m_accept = accept;
    return accept;
}

QPushButton *DialogFrame::addOther(const QString &text, ButtonRole role)
{
    QPushButton *other = button(text, role);
    m_buttons->add(other, QDialogButtonBox::ActionRole);
    return other;
}

QPushButton *DialogFrame::addAside(const QString &text)
{
    QPushButton *aside = button(text);
    m_buttons->add(aside, QDialogButtonBox::ResetRole);
    return aside;
}

void DialogFrame::startWith(QPushButton *button)
{
    button->setDefault(true);
    button->setFocus();
}

void DialogFrame::resizeWithin(const QSize &wanted)
{
    resize(parentWidget() ? wanted.boundedTo(parentWidget()->window()->size() - QSize(64, 64)) : wanted);
}

void DialogFrame::resizeToWidth(int width, int leastHeight)
{
    resize(width, std::max(layout()->totalHeightForWidth(width), leastHeight));
}

} // namespace howdah::ui
