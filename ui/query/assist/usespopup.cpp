// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "query/assist/usespopup.h"

#include "common/fonts.h"
#include "common/icons.h"
#include "common/spacing.h"
#include "common/tooltips.h"
#include "common/widgets.h"
#include "query/assist/completionpopup.h"

#include <QListWidget>
#include <QScreen>
#include <QVBoxLayout>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::ui {

static QString iconOf(const QString &kind)
{
    if (kind.contains("view"_L1))
        return u"view-visible"_s;
    if (kind.contains("function"_L1) || kind.contains("procedure"_L1))
        return u"code-function"_s;
    if (kind.contains("trigger"_L1))
        return u"flag"_s;
    if (kind.contains("index"_L1))
        return u"database-index"_s;
    return kind.contains("constraint"_L1) || kind.contains("policy"_L1) ? u"lock"_s : u"table"_s;
}

UsesPopup::UsesPopup(QWidget *editor)
    : QFrame(editor, Qt::Popup)
    , m_title(plainLabel({}, this))
    , m_list(new QListWidget(this))
{
    setObjectName(u"usesPopup"_s);
    setProperty("role", u"popup"_s);
    m_title->setContentsMargins(space::inside, space::tight, space::inside, space::tight);
    m_title->setWordWrap(true);
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setAccessibleName(tr("Uses"));
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(1, 1, 1, 1);
    layout->setSpacing(0);
    layout->addWidget(m_title);
    layout->addWidget(separator(Qt::Horizontal, this));
    layout->addWidget(m_list, 1);
    connect(m_list, &QListWidget::itemActivated, this, [this](const QListWidgetItem *item) {
        const Use use = m_uses[std::size_t(m_list->row(item))];
        close();
        Q_EMIT chosen(use);
    });
    setFocusProxy(m_list);
}

void UsesPopup::showUses(const QString &name, const std::vector<Use> &uses, const QRect &caret)
{
    m_uses = uses;
    m_list->clear();
    m_title->setText(
        uses.empty() ? tr("Nothing in the database is known to use %1.").arg(oneLine(name, 100))
                     : tr("%1 is used by %n objects", nullptr, int(uses.size())).arg(oneLine(name, 100)));
    setAccessibleName(m_title->text());
    for (const Use &use : uses) {
        const QString text = u"%1 %2 · %3"_s.arg(use.kind, oneLine(use.name, 120), use.how);
        auto *item = new QListWidgetItem(icon(iconOf(use.kind)), text, m_list);
        item->setToolTip(plainToolTip(text));
    }
    m_list->setVisible(!uses.empty());
    m_list->setCurrentRow(0);
    place(caret);
}

void UsesPopup::showText(const QString &name, const QString &text, const QRect &caret)
{
    m_uses.clear();
    m_list->clear();
    m_list->hide();
    m_title->setText(oneLine(name, 100) + u'\n' + text);
    setAccessibleName(m_title->text());
    place(caret);
}

void UsesPopup::place(const QRect &caret)
{
    const QScreen *screen = parentWidget()->screen();
    const QRect room = screen ? screen->availableGeometry() : QRect(0, 0, 1024, 768);
    const int width = qMin(zoomed(560), room.width());
    m_title->setFixedWidth(width - 2);
    m_list->setFixedHeight(std::clamp(m_list->count(), 1, 12) * qMax(m_list->sizeHintForRow(0), 20) + 2);
    setFixedWidth(width);
    adjustSize();
    QPoint at(caret.left(), caret.bottom() + 2);
    if (at.y() + height() > room.bottom() && caret.top() - height() - 2 >= room.top())
        at.setY(caret.top() - height() - 2);
    at.setX(std::clamp(at.x(), room.left(), qMax(room.left(), room.right() - width)));
    move(at);
    show();
    m_list->setFocus(Qt::PopupFocusReason);
}

} // namespace howdah::ui
