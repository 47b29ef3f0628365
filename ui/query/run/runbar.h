// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/widgets.h"
#include "operations/decision.h"
#include "query/run/summary.h"

namespace howdah::ui {

// What is known before a run, for people: "changes rows · public.agents · ROW EXCLUSIVE: nothing waits".
struct RunForecast
{
    query::RunSummary summary;
    bool isSelection = false;
    bool isLocked = false;                       // production, not open for writing
    QStringList names;                           // that production will want typed
    std::optional<query::ExpectedRows> expected; // by EXPLAIN
    QString note;                                // why there is none of that
};
struct ForecastWords
{
    QString text; // one line
    QString tip;  // all of it, with the plan
    Tone tone = Tone::Neutral;
    bool operator==(const ForecastWords &) const = default;
};
[[nodiscard]] ForecastWords wordsOf(const RunForecast &forecast);

// Says before a run what it would do. UI thread.
class RunBar final : public QWidget
{
    Q_OBJECT
public:
    explicit RunBar(QWidget *parent = nullptr);
    void setForecast(const RunForecast &forecast);
    void clear();
    [[nodiscard]] QString text() const { return m_words.text; }
    [[nodiscard]] QString tip() const { return m_words.tip; }

private:
    void show(const ForecastWords &words);

    IconLabel *m_sign;
    ElidedLabel *m_label;
    ForecastWords m_words;
};

} // namespace howdah::ui
