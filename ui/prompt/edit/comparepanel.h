// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "prompt/list/promptoverview.h"

#include <QWidget>

#include <functional>

class QComboBox;

namespace howdah::ui {

class CompareView;
class StateStack;

// What is compared with another text: the prompt as it is edited now.
struct ComparedPrompt
{
    prompt::Prompt prompt;
    QString locked;                                        // why its system prompt is not known, "" when it is
    std::optional<double> inputPrice;                      // of its model
    std::function<QString(const prompt::Prompt &)> render; // what the model sees, with the values that are tried
};

// Compares the text that is edited with another version, a file, or the same prompt in another database, which the page
// brings. UI thread.
class ComparePanel final : public QWidget
{
    Q_OBJECT
public:
    explicit ComparePanel(QWidget *parent = nullptr);

    // What the text is compared with: a version's id, "file:PATH", or "database:NAME".
    void setSources(const std::vector<std::pair<QString, QString>> &sources);
    [[nodiscard]] QString source() const;
    void setSource(const QString &key);
    // The text of that.
    void showOther(const prompt::Prompt &other);
    void showOtherProblem(const QString &problem);
    // Another prompt is edited from now on.
    void clear();
    void compare(const ComparedPrompt &edited);
    [[nodiscard]] CompareView *view() const { return m_view; }

Q_SIGNALS:
    void compareWanted(); // something else than is shown
    void sourceWanted(const QString &key);
    void otherFileWanted();
    void otherDatabaseWanted();

private:
    [[nodiscard]] QString fieldOf(const prompt::Prompt &prompt) const;

    std::optional<prompt::Prompt> m_other;
    QComboBox *m_source;
    QComboBox *m_field;
    CompareView *m_view;
    StateStack *m_state;
};

} // namespace howdah::ui
