// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/widgets.h"

#include <QDialog>
#include <QHBoxLayout>
#include <QVBoxLayout>

namespace howdah::ui {

// What the dialogs of the page of prompts have in common: a heading, a sentence, room, and buttons at the foot, of
// which the first is the safe one and the default.
class DialogFrame : public QDialog
{
    Q_OBJECT
public:
    DialogFrame(const QString &title, const QString &text, const QSize &wanted, QWidget *parent)
        : QDialog(parent)
        , m_text(plainLabel(text))
    {
        setWindowTitle(title);
        auto *column = new QVBoxLayout(this);
        column->setContentsMargins(space::group + 4, space::group, space::group + 4, space::group);
        column->setSpacing(space::inside + space::tight);
        m_heading = headingLabel(title, 2);
        column->addWidget(m_heading);
        m_text->setWordWrap(true);
        m_text->setVisible(!text.isEmpty());
        column->addWidget(m_text);
        m_content = new QVBoxLayout;
        m_content->setSpacing(space::inside);
        column->addLayout(m_content, 1);
        m_foot = new QHBoxLayout;
        m_foot->setSpacing(space::inside);
        m_foot->addStretch(1);
        column->addLayout(m_foot);
        resize(parent ? wanted.boundedTo(parent->window()->size() - QSize(48, 48)) : wanted);
    }

protected:
    [[nodiscard]] QVBoxLayout *content() const { return m_content; }
    [[nodiscard]] QHBoxLayout *foot() const { return m_foot; }
    void setText(const QString &text)
    {
        m_text->setText(text);
        m_text->setVisible(!text.isEmpty());
    }
    QPushButton *addSafe(const QString &text)
    {
        QPushButton *safe = button(text);
        safe->setObjectName(QStringLiteral("safe"));
        safe->setDefault(true);
        m_foot->addWidget(safe);
        connect(safe, &QPushButton::clicked, this, &QDialog::reject);
        safe->setFocus();
        return safe;
    }
    QPushButton *addAccept(const QString &text, ButtonRole role = ButtonRole::Primary)
    {
        QPushButton *accept = button(text, role);
        accept->setObjectName(QStringLiteral("accept"));
        accept->setAutoDefault(false);
        m_foot->addWidget(accept);
        return accept;
    }

private:
    QLabel *m_heading;
    QLabel *m_text;
    QVBoxLayout *m_content;
    QHBoxLayout *m_foot;
};

} // namespace howdah::ui
