// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDialog>

class QListWidget;
class QTextBrowser;

namespace howdah::ui {

// The help that is compiled in (resources/help/*.md): topics at the left, text at the right. Reads nothing else and
// opens no links outside.
class HelpViewer final : public QDialog
{
    Q_OBJECT
public:
    explicit HelpViewer(QWidget *parent = nullptr);

    // The overview when there is no such topic.
    void showTopic(const QString &topic);
    [[nodiscard]] QString topic() const;
    [[nodiscard]] static QStringList topics();

private:
    void showText(const QString &topic);

    QListWidget *m_topics;
    QTextBrowser *m_text;
};

} // namespace howdah::ui
