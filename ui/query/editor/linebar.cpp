// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "query/editor/linebar.h"

#include "common/widgets.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLineEdit>
#include <QScrollBar>

using namespace Qt::StringLiterals;

namespace howdah::ui {

LineBar::LineBar(EditorText &editor)
    : QFrame(&editor)
    , m_editor(editor)
    , m_line(new QLineEdit(this))
{
    setObjectName(u"editorLine"_s);
    setAutoFillBackground(true);
    setFrameShape(QFrame::StyledPanel);
    m_line->setObjectName(u"lineNumber"_s);
    m_line->setPlaceholderText(tr("Line, or line:column"));
    m_line->setAccessibleName(tr("Go to the line, of %1").arg(editor.lines()));
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(space::inside, space::tight, space::inside, space::tight);
    row->addWidget(m_line);
    row->addWidget(mutedLabel(tr("of %1").arg(locale().toString(editor.lines())), this));
    connect(m_line, &QLineEdit::returnPressed, this, &LineBar::go);
    m_line->installEventFilter(this);
}

void LineBar::open()
{
    const QScrollBar *bar = m_editor.verticalScrollBar();
    const int room = m_editor.width() - (bar->isVisible() ? bar->width() : 0);
    const int width = std::min(zoomed(280), room);
    setGeometry(room - width, 0, width, sizeHint().height());
    show();
    raise();
    m_line->setFocus(Qt::ShortcutFocusReason);
}

void LineBar::go()
{
    const QStringList parts = m_line->text().trimmed().split(u':');
    bool isNumber = false;
    const int line = parts.first().toInt(&isNumber);
    if (!isNumber)
        return;
    const int row = std::clamp(line, 1, std::max(1, m_editor.lines())) - 1;
    const auto position = [this, row](unsigned int message) {
        return qint64(m_editor.SendScintilla(message, static_cast<unsigned long>(row)));
    };
    const qint64 begin = position(QsciScintilla::SCI_POSITIONFROMLINE);
    const int column = parts.size() > 1 ? std::max(1, parts[1].toInt()) - 1 : 0;
    const qint64 there =
        m_editor.SendScintilla(QsciScintilla::SCI_POSITIONRELATIVE, static_cast<unsigned long>(begin), long(column));
    m_editor.setFocus(Qt::OtherFocusReason);
    m_editor.setCursorByte(std::min(std::max(begin, there), position(QsciScintilla::SCI_GETLINEENDPOSITION)));
    end();
}

void LineBar::end()
{
    hide();
    deleteLater();
}

void LineBar::keyPressEvent(QKeyEvent *event)
{
    event->accept(); // nothing of it is for the text beneath
    if (event->key() != Qt::Key_Escape)
        return;
    m_editor.setFocus(Qt::OtherFocusReason);
    end();
}

bool LineBar::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::FocusOut && static_cast<QFocusEvent *>(event)->reason() != Qt::ActiveWindowFocusReason)
        end();
    return QFrame::eventFilter(watched, event);
}

} // namespace howdah::ui
