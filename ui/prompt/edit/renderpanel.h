// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/latest.h"
#include "prompt/inputs.h"
#include "prompt/interactions.h"

#include <QAbstractTableModel>
#include <QThreadPool>
#include <QTimer>
#include <QWidget>

#include <functional>

class QComboBox;
class QLabel;
class QPushButton;
class QTableView;

namespace howdah::ui {

class Banner;
class PromptText;

// The variables of a prompt with the values that are tried. Typed values stay when the text changes.
class VariableModel final : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum Column { Name, Value, ColumnCount };

    using QAbstractTableModel::QAbstractTableModel;
    void setInputs(const std::vector<prompt::Input> &inputs);
    void setValues(const QMap<QString, QString> &values);
    [[nodiscard]] const std::vector<prompt::Input> &inputs() const { return m_inputs; }
    // Those that were given and are wanted.
    [[nodiscard]] QMap<QString, QString> values() const;
    [[nodiscard]] const QMap<QString, QString> &allValues() const { return m_values; }

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    [[nodiscard]] Qt::ItemFlags flags(const QModelIndex &index) const override;
    bool setData(const QModelIndex &index, const QVariant &value, int role) override;

Q_SIGNALS:
    void valuesChanged();

private:
    std::vector<prompt::Input> m_inputs;
    QMap<QString, QString> m_values;
};

// The variables of the text that is being edited, and what a model would see with values in their places: typed ones,
// or those of a real call.
class RenderPanel final : public QWidget
{
    Q_OBJECT
public:
    explicit RenderPanel(QWidget *parent = nullptr);
    ~RenderPanel() override;

    // Soon shown; `wanted` is cheap to copy.
    void setPrompt(const prompt::Prompt &wanted);
    // The calls of the version that was read; `used` is it. Empty: none, or there is no table of calls.
    void setCalls(const prompt::Prompt &used, const std::vector<prompt::Interaction> &calls);
    void setCalibration(const std::optional<prompt::TokenCalibration> &calibration);
    [[nodiscard]] VariableModel *variables() { return &m_variables; }
    [[nodiscard]] QString rendered() const;
    // The values are those of a real call, or were before they were edited.
    [[nodiscard]] bool hasCallValues() const { return !m_chosenCall.isEmpty(); }
    // What a model sees of any version, with the values and the rules that are tried now; for any thread.
    [[nodiscard]] std::function<QString(const prompt::Prompt &)> renderer() const;
    // The same as messages, for sending them.
    [[nodiscard]] std::function<prompt::RenderedPrompt(const prompt::Prompt &)> rendering() const;
    [[nodiscard]] QString tokenWords() const;

Q_SIGNALS:
    void callsWanted(); // the list of calls is about to be looked at
    void callRowsWanted(const QString &id, howdah::prompt::CallReach reach);
    void variableChosen(const QString &name);
    void renderedAnew();

private:
    struct Shown
    {
        std::vector<prompt::Input> inputs;
        prompt::RenderedPrompt rendered;
        QString text;
        prompt::TokenEstimate tokens;
    };
    void render();
    void take(const Shown &shown);
    [[nodiscard]] QString tokensOf(const prompt::TokenEstimate &plain) const;
    void fillFromCall(int index);
    [[nodiscard]] QPushButton *makeShowCall();
    void copyRendered();

    VariableModel m_variables;
    prompt::Prompt m_wanted;
    prompt::Prompt m_used;
    std::vector<prompt::Interaction> m_calls;
    QString m_chosenCall; // its id
    std::optional<prompt::TokenCalibration> m_calibration;
    QStringList m_unrecovered; // variables of the call that was chosen
    QThreadPool m_pool;
    Latest m_renders;
    QTimer m_timer;
    QTableView *m_table = nullptr;
    QComboBox *m_engine = nullptr;
    QPushButton *m_fromCall = nullptr;
    QPushButton *m_showCall = nullptr; // where it is found; hidden until one was chosen
    QLabel *m_tokens = nullptr;
    Banner *m_notes = nullptr;
    PromptText *m_text = nullptr;
};

} // namespace howdah::ui
