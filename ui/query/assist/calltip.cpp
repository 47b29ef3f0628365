// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "query/assist/calltip.h"

#include "common/fonts.h"
#include "common/spacing.h"
#include "common/widgets.h"
#include "query/assist/completionpopup.h"

#include <QHBoxLayout>
#include <QScreen>
#include <QVBoxLayout>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::ui {

using query::complete::CallAtCursor;
using query::complete::CallForm;

static constexpr std::size_t MostForms = 6;
static constexpr qsizetype LongestPart = 60; // characters

CallTip::CallTip(QWidget *editor)
    : QFrame(editor, Qt::ToolTip | Qt::FramelessWindowHint)
    , m_lines(new QVBoxLayout(this))
{
    setObjectName(u"callTip"_s);
    setAttribute(Qt::WA_ShowWithoutActivating);
    setFocusPolicy(Qt::NoFocus);
    setProperty("role", u"popup"_s);
    m_lines->setContentsMargins(space::inside, space::tight, space::inside, space::tight);
    m_lines->setSpacing(2);
}

// The arguments before, the one that is typed, those behind.
void CallTip::addForm(const CallForm &form)
{
    QStringList before;
    QStringList behind;
    QString current;
    for (int i = 0; i < form.arguments.size(); ++i) {
        const QString argument = oneLine(form.arguments.at(i), LongestPart);
        if (i == form.current)
            current = argument;
        else
            (i < form.current || form.current < 0 ? before : behind) << argument;
    }
    const bool hasBefore = !before.isEmpty() && !current.isEmpty();
    QString tail = behind.isEmpty() ? QString() : u", "_s + behind.join(u", "_s);
    tail += form.result.isEmpty() ? u")"_s : u") → "_s + oneLine(form.result, LongestPart);
    auto *line = new QWidget(this);
    auto *row = new QHBoxLayout(line);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(0);
    const auto add = [&](const QString &text, bool isBold) {
        QLabel *label = plainLabel(text, line);
        QFont font = fixedFont();
        font.setBold(isBold);
        label->setFont(font);
        row->addWidget(label);
    };
    add(oneLine(form.name, LongestPart) + u'(' + before.join(u", "_s) + (hasBefore ? u", "_s : QString()), false);
    add(current, true);
    add(tail, false);
    row->addStretch(1);
    m_lines->addWidget(line);
}

void CallTip::showCall(const CallAtCursor &call, const QRect &caret)
{
    m_call = call;
    while (QLayoutItem *item = m_lines->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    const std::size_t shown = std::min(call.forms.size(), MostForms);
    for (std::size_t i = 0; i < shown; ++i)
        addForm(call.forms[i]);
    if (call.forms.size() > shown)
        m_lines->addWidget(mutedLabel(tr("%n more", nullptr, int(call.forms.size() - shown)), this));
    const CallForm &first = call.forms.front();
    if (!first.comment.isEmpty())
        m_lines->addWidget(mutedLabel(oneLine(first.comment, 100), this));
    setAccessibleName(tr("Arguments of %1").arg(oneLine(first.name, LongestPart)));
    setAccessibleDescription(first.arguments.value(first.current));
    const QScreen *screen = parentWidget()->screen();
    const QRect room = screen ? screen->availableGeometry() : QRect(0, 0, 1024, 768);
    setMaximumWidth(room.width());
    adjustSize();
    QPoint place(caret.left(), caret.top() - height() - 2);
    if (place.y() < room.top())
        place.setY(caret.bottom() + 2);
    place.setX(std::clamp(place.x(), room.left(), qMax(room.left(), room.right() - width())));
    move(place);
    show();
    raise();
}

} // namespace howdah::ui
