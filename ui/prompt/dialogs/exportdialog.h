// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/dialogframe.h"
#include "operations/promptexport.h"

#include <optional>

class QComboBox;
class QTreeWidget;

namespace howdah::ui {

class Banner;

// Chooses which prompts leave the database and as what, says what the format cannot hold, and that the texts are
// readable afterwards. Writes nothing itself.
class ExportDialog final : public DialogFrame
{
    Q_OBJECT
public:
    enum class Scope { Version, Active, All };

    // `counts` by scope; `locked` texts stay behind.
    ExportDialog(const QString &version, const std::array<int, 3> &counts, int locked, QWidget *parent = nullptr);

    [[nodiscard]] Scope scope() const;
    [[nodiscard]] std::optional<prompt::ExchangeFormat> format() const;
    void showPlan(const Result<operations::PromptExport> &plan);
    void showDone(const QString &words, bool failed);
    [[nodiscard]] const operations::PromptExport &plan() const { return m_plan; }
    [[nodiscard]] QTreeWidget *losses() const { return m_losses; }

Q_SIGNALS:
    void planWanted();
    void folderChosen(const QString &folder);

private:
    void chooseFolder();

    operations::PromptExport m_plan;
    QComboBox *m_scope;
    QComboBox *m_format;
    Banner *m_reported;
    QTreeWidget *m_losses;
    QPushButton *m_write;
};

} // namespace howdah::ui
