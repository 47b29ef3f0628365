// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "shell/helpviewer.h"

#include "common/density.h"
#include "common/widgets.h"
#include "resources/resources.h"

#include <QFileInfo>
#include <QHBoxLayout>
#include <QListWidget>
#include <QTextBlock>
#include <QTextBrowser>
#include <QTextDocument>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace howdah::ui {

namespace {

QString fileOf(const QString &topic) { return u"help/"_s + topic + u".md"_s; }

// The first heading of the text.
QString titleOf(const QString &topic)
{
    const QString text = resourceText(fileOf(topic));
    return text.startsWith("# "_L1) ? text.mid(2, text.indexOf(u'\n') - 2).trimmed() : topic;
}

} // namespace

HelpViewer::HelpViewer(QWidget *parent)
    : QDialog(parent)
    , m_topics(new QListWidget)
    , m_text(new QTextBrowser)
{
    setWindowTitle(tr("Help"));
    resize(860, 600);
    m_topics->setProperty("role", u"menu"_s);
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(0);
    m_topics->setFixedWidth(190);
    m_topics->setAccessibleName(tr("Topics"));
    m_topics->setFrameShape(QFrame::NoFrame);
    m_text->setFrameShape(QFrame::NoFrame);
    m_text->setAccessibleName(tr("Help"));
    m_text->setOpenLinks(false);
    m_text->document()->setDocumentMargin(space::group + space::inside);
    m_text->setStyleSheet(u"QTextBrowser { border: none; border-radius: 0; padding: 0; }"_s);
    auto *left = new QVBoxLayout;
    left->setContentsMargins(space::inside, space::group, space::inside, space::inside);
    left->addWidget(m_topics);
    row->addLayout(left);
    row->addWidget(separator(Qt::Vertical));
    row->addWidget(m_text, 1);
    for (const QString &topic : topics()) {
        auto *item = new QListWidgetItem(titleOf(topic), m_topics);
        item->setData(Qt::UserRole, topic);
        item->setSizeHint({0, rowHeight()});
    }
    connect(m_topics, &QListWidget::currentItemChanged, this, [this](const QListWidgetItem *item) {
        if (item)
            showText(item->data(Qt::UserRole).toString());
    });
}

QStringList HelpViewer::topics()
{
    QStringList found;
    for (const QString &name : resourceNames(u"help"_s))
        found << QFileInfo(name).completeBaseName();
    if (found.removeOne(u"overview"_s))
        found.prepend(u"overview"_s);
    return found;
}

QString HelpViewer::topic() const
{
    const QListWidgetItem *current = m_topics->currentItem();
    return current ? current->data(Qt::UserRole).toString() : QString();
}

void HelpViewer::showTopic(const QString &wanted)
{
    int row = 0;
    for (int i = 0; i < m_topics->count(); ++i) {
        if (m_topics->item(i)->data(Qt::UserRole).toString() == wanted)
            row = i;
    }
    m_topics->setCurrentRow(row);
}

void HelpViewer::showText(const QString &topic)
{
    m_text->document()->setDefaultFont(baseFont());
    m_text->setMarkdown(resourceText(fileOf(topic)));
    m_text->moveCursor(QTextCursor::Start);
}

} // namespace howdah::ui
