#pragma once

// Precompiled for all tests.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "jobs/pch.h"
