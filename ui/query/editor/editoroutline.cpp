// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "query/editor/editoroutline.h"

#include "common/widgets.h"

#include <QKeyEvent>
#include <QLineEdit>
#include <QListView>
#include <QScrollBar>
#include <QVBoxLayout>
#include <QtConcurrent>

using namespace Qt::StringLiterals;

namespace howdah::ui {

namespace {

constexpr int usualWidth = 360;
constexpr int quietMs = 300;

} // namespace

EditorOutline::EditorOutline(EditorText &editor)
    : QFrame(&editor)
    , m_editor(editor)
    , m_filter(new QLineEdit(this))
    , m_list(new QListView(this))
    , m_words(mutedLabel({}, this))
{
    setObjectName(u"editorOutline"_s);
    setAutoFillBackground(true);
    setFrameShape(QFrame::StyledPanel);
    m_filter->setObjectName(u"outlineFilter"_s);
    m_filter->setPlaceholderText(tr("Go to a statement"));
    m_filter->setAccessibleName(m_filter->placeholderText());
    m_list->setObjectName(u"outlineList"_s);
    m_list->setAccessibleName(tr("Statements of the text"));
    m_list->setUniformItemSizes(true);
    m_list->setFont(fixedFont());
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setTextElideMode(Qt::ElideRight);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_words->setWordWrap(true);
    m_shown.setSourceModel(&m_model);
    m_shown.setFilterCaseSensitivity(Qt::CaseInsensitive);
    m_list->setModel(&m_shown);
    auto *lines = new QVBoxLayout(this);
    lines->setContentsMargins(space::tight, space::tight, space::tight, space::tight);
    lines->setSpacing(space::tight);
    lines->addWidget(m_filter);
    lines->addWidget(m_list, 1);
    lines->addWidget(m_words);
    m_filter->installEventFilter(this);
    connect(m_filter, &QLineEdit::textChanged, this, [this](const QString &text) {
        m_shown.setFilterFixedString(text);
        if (text.isEmpty())
            follow(m_editor.cursorByte());
        else if (!m_list->currentIndex().isValid())
            m_list->setCurrentIndex(m_shown.index(0, 0));
    });
    connect(m_filter, &QLineEdit::returnPressed, this, &EditorOutline::jump);
    connect(m_list, &QListView::clicked, this, &EditorOutline::jump);
    connect(m_list, &QListView::activated, this, &EditorOutline::jump);
    m_again.setSingleShot(true);
    m_again.setInterval(quietMs);
    connect(&m_again, &QTimer::timeout, this, &EditorOutline::read);
    hide();
}

void EditorOutline::open()
{
    m_filter->clear();
    show();
    raise();
    place();
    m_filter->setFocus(Qt::ShortcutFocusReason);
    read();
}

void EditorOutline::close()
{
    if (isHidden())
        return;
    hide();
    m_asked.drop();
    m_again.stop();
    m_editor.setFocus(Qt::OtherFocusReason);
}

void EditorOutline::read()
{
    if (isHidden())
        return;
    m_asked.next();
    const auto work = [text = m_editor.bytes()] { return query::complete::outlineOf(text); };
    whenDone(
        this, QtConcurrent::run(work),
        [this, question = m_asked.question()](std::vector<query::complete::OutlineItem> items) {
            if (!question.isWanted())
                return;
            const std::size_t count = items.size();
            if (count > Most)
                items.resize(Most);
            m_words->setText(
                count == 0 ? tr("There is no statement yet")
                : count > Most
                    ? tr("The first %1 of %2 statements").arg(locale().toString(Most), locale().toString(count))
                    : QString());
            m_words->setVisible(!m_words->text().isEmpty());
            m_model.setItems(std::move(items));
            follow(m_editor.cursorByte());
        });
}

void EditorOutline::follow(qint64 cursor)
{
    if (!m_filter->text().isEmpty())
        return;
    const int row = std::max(m_model.rowAt(cursor), m_model.rowCount() > 0 ? 0 : -1);
    const QModelIndex index = m_shown.mapFromSource(m_model.index(row, 0));
    m_list->setCurrentIndex(index);
    if (index.isValid())
        m_list->scrollTo(index);
}

void EditorOutline::jump()
{
    const QModelIndex index = m_shown.mapToSource(m_list->currentIndex());
    if (!index.isValid())
        return;
    const qint64 begin = m_model.items()[std::size_t(index.row())].begin;
    close();
    m_editor.setCursorByte(begin);
}

void EditorOutline::edited()
{
    if (!isHidden())
        m_again.start();
}

void EditorOutline::looked(qint64 cursor)
{
    if (!isHidden())
        follow(cursor);
}

void EditorOutline::place()
{
    const QScrollBar *bar = m_editor.verticalScrollBar();
    const int room = m_editor.width() - (bar->isVisible() ? bar->width() : 0);
    const int width = std::min(zoomed(usualWidth), room);
    setGeometry(room - width, 0, width, m_editor.viewport()->height());
}

bool EditorOutline::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_filter && event->type() == QEvent::KeyPress) {
        const auto key = static_cast<QKeyEvent *>(event)->key();
        if (key == Qt::Key_Up || key == Qt::Key_Down || key == Qt::Key_PageUp || key == Qt::Key_PageDown) {
            QCoreApplication::sendEvent(m_list, event);
            return true;
        }
    }
    return QFrame::eventFilter(watched, event);
}

void EditorOutline::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Escape)
        return close();
    event->accept(); // nothing of it is for the text beneath
}

} // namespace howdah::ui
